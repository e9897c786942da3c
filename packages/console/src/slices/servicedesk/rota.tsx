/** Who answers when: shifts by day and time, and who is told when nobody answers. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { DeskRota, Rota, Shift } from '@mainstay/contract/servicedesk'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { WEEKDAY_NAMES, type Weekday } from './hours.ts'
import { rotaQuery, useSetRota } from './queries.ts'
import { dutyWords } from './wording.ts'
import './ticket.css'

export function RotaPage(): JSX.Element {
  return (
    <Loaded query={useQuery(rotaQuery)} skeleton={<TitleSkeleton />}>
      {(desk) => (
        <Page
          title={dutyWords(desk)}
          over={<Link to="/tickets">Tickets</Link>}
          lead="Whoever is on duty is told by mail when three quarters, nine tenths and the whole of a promised time are gone, unless somebody has the ticket: then it is them."
        >
          <RotaForm key={JSON.stringify(desk.rota)} desk={desk} />
        </Page>
      )}
    </Loaded>
  )
}

const DAYS = Object.keys(WEEKDAY_NAMES) as Weekday[]

function RotaForm({ desk }: { desk: DeskRota }): JSX.Element {
  const [rota, setRota] = useState<Rota>(
    () => desk.rota ?? { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, shifts: [], escalateTo: null },
  )
  const may = useMay('servicedesk.settings')
  const set = useSetRota()
  const people = desk.people.map(({ id, name }) => ({ value: id, label: name }))
  const change = (at: number, part: Partial<Shift>): void =>
    setRota({ ...rota, shifts: rota.shifts.map((one, n) => (n === at ? { ...one, ...part } : one)) })
  const [first] = desk.people
  const add = (): void => {
    if (first) setRota({ ...rota, shifts: [...rota.shifts, { day: 'mon', from: '08:00', to: '17:00', personId: first.id }] })
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    set.mutate(rota)
  }
  return (
    <form className="stack-wide" onSubmit={submit}>
      <Section title="Shifts">
        <div className="card stack">
          <TextInput
            label="Time zone of the desk"
            required
            disabled={!may}
            value={rota.zone}
            onChange={(e) => setRota({ ...rota, zone: e.currentTarget.value })}
          />
          {rota.shifts.map(({ day, from, to, personId }, n) => (
            <fieldset key={`shift ${n}`} className="row" disabled={!may} aria-label={`Shift ${n + 1}`}>
              <NativeSelect
                label="Day"
                value={day}
                data={DAYS.map((value) => ({ value, label: WEEKDAY_NAMES[value] }))}
                onChange={(e) => change(n, { day: DAYS.find((one) => one === e.currentTarget.value) ?? 'mon' })}
              />
              <TextInput label="From" type="time" required value={from} onChange={(e) => change(n, { from: e.currentTarget.value })} />
              <TextInput label="To" type="time" required value={to} onChange={(e) => change(n, { to: e.currentTarget.value })} />
              <NativeSelect label="Who" value={personId} data={people} onChange={(e) => change(n, { personId: e.currentTarget.value })} />
              <Button variant="subtle" mt="auto" onClick={() => setRota({ ...rota, shifts: rota.shifts.filter((_one, at) => at !== n) })}>
                Remove<span className="visually-hidden"> shift {n + 1}</span>
              </Button>
            </fieldset>
          ))}
          {may ? (
            <div>
              <Button variant="default" onClick={add}>
                Add a shift
              </Button>
            </div>
          ) : null}
          <NativeSelect
            label="Told when a promise is broken, and when nobody is on duty"
            disabled={!may}
            value={rota.escalateTo ?? ''}
            data={[{ value: '', label: 'nobody' }, ...people]}
            onChange={(e) => setRota({ ...rota, escalateTo: e.currentTarget.value || null })}
          />
        </div>
      </Section>
      <FormFailure error={set.error} />
      {may ? (
        <div className="row">
          <Button type="submit" loading={set.isPending}>
            Save the rota
          </Button>
          <span className="soft">An end that is not after its beginning lies on the next day.</span>
        </div>
      ) : (
        <p className="soft">An owner or a planner can change this.</p>
      )}
    </form>
  )
}
