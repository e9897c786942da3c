/** Public holidays as a proposal: a person ticks on which of them is closed. */
import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { Holiday } from '@mainstay/contract/servicedesk'
import { get } from '../../app/api.ts'
import { FormFailure } from '../../ui/messages.tsx'

/** `closed` are dates that stand in the calendar already. */
export function Holidays({ closed, add }: { closed: ReadonlySet<string>; add: (days: readonly Holiday[]) => void }): JSX.Element {
  const [country, setCountry] = useState('')
  const [region, setRegion] = useState('')
  const [year, setYear] = useState(() => new Date().getFullYear())
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const ask = useMutation({
    mutationFn: () => get<{ holidays: Holiday[] }>('/api/desk/holidays', { country, year, ...(region === '' ? {} : { region }) }),
    onSuccess: () => setTicked(new Set()),
  })
  const offered = (ask.data?.holidays ?? []).filter(({ date }) => !closed.has(date))
  const toggle = (date: string): void =>
    setTicked((now) => (now.has(date) ? new Set([...now].filter((one) => one !== date)) : new Set([...now, date])))
  return (
    <fieldset className="stack" aria-label="Public holidays">
      <div className="row">
        <TextInput
          label="Country"
          placeholder="DE"
          maxLength={2}
          w={90}
          value={country}
          onChange={(e) => setCountry(e.currentTarget.value.toUpperCase())}
        />
        <TextInput
          label="Region"
          placeholder="BE"
          maxLength={3}
          w={90}
          value={region}
          onChange={(e) => setRegion(e.currentTarget.value.toUpperCase())}
        />
        <NumberInput label="Year" min={2000} max={2100} w={110} value={year} onChange={(value) => setYear(Number(value))} />
        <Button variant="default" mt="auto" loading={ask.isPending} disabled={country.length !== 2} onClick={() => ask.mutate()}>
          Propose holidays
        </Button>
      </div>
      <FormFailure error={ask.error} />
      {ask.data && offered.length === 0 ? <p className="soft">All of them stand in the calendar already.</p> : null}
      {offered.map(({ date, name, kind }) => (
        <Checkbox
          key={`${date} ${name}`}
          label={`${date} ${name}${kind === 'bank' ? ' (banks)' : ''}`}
          checked={ticked.has(date)}
          onChange={() => toggle(date)}
        />
      ))}
      {offered.length > 0 ? (
        <div>
          <Button variant="default" disabled={ticked.size === 0} onClick={() => add(offered.filter(({ date }) => ticked.has(date)))}>
            Close on {ticked.size === 1 ? 'this day' : `these ${ticked.size} days`}
          </Button>
        </div>
      ) : null}
    </fieldset>
  )
}
