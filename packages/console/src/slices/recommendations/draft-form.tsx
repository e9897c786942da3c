/** A recommendation is written: what, why, what can happen without it, the options with their prices. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Area, Content } from '@mainstay/contract/recommendations'
import { FormFailure } from '../../ui/messages.tsx'
import { clientDevicesQuery } from '../devices/queries.ts'
import { contentOf, type Draft, draftOf, emptyOption, problemsOf } from './draft.ts'
import { areaWord } from './wording.ts'
import './draft-form.css'

type FormProps = {
  clientId: string
  content: Content | null
  save: (content: Content) => void
  error: Error | null
  busy: boolean
  label: string
}

export function DraftForm({ clientId, content, save, error, busy, label }: FormProps): JSX.Element {
  const [draft, setDraft] = useState<Draft>(() => draftOf(content))
  const [tried, setTried] = useState(false)
  const set = (change: Partial<Draft>): void => setDraft({ ...draft, ...change })
  const problems = tried ? problemsOf(draft) : {}
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setTried(true)
    const made = contentOf(draft)
    if (made !== null) save(made)
  }
  return (
    <form className="card stack" onSubmit={submit} noValidate aria-label="The recommendation">
      <TextInput
        label="What do you recommend?"
        description="As the client reads it: one short sentence."
        required
        maxLength={160}
        value={draft.title}
        error={problems.title}
        onChange={({ currentTarget }) => set({ title: currentTarget.value })}
      />
      <div className="columns-2">
        <NativeSelect
          label="What is it about?"
          value={draft.area}
          data={(Object.keys(areaWord) as Area[]).map((value) => ({ value, label: areaWord[value] }))}
          onChange={({ currentTarget }) => set({ area: currentTarget.value as Area })}
        />
        <TextInput
          label="Answer asked for by"
          type="date"
          value={draft.answerBy}
          onChange={({ currentTarget }) => set({ answerBy: currentTarget.value })}
        />
      </div>
      <Textarea
        label="Why?"
        required
        autosize
        minRows={3}
        maxLength={4000}
        value={draft.why}
        error={problems.why}
        onChange={({ currentTarget }) => set({ why: currentTarget.value })}
      />
      <Textarea
        label="What can happen without it?"
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={draft.risk}
        error={problems.risk}
        onChange={({ currentTarget }) => set({ risk: currentTarget.value })}
      />
      <div className="columns-2">
        <TextInput
          label="What would that cost?"
          description="From the client’s own figures; leave it empty where nobody has worked it out."
          inputMode="decimal"
          value={draft.riskMinor}
          error={problems.riskMinor}
          onChange={({ currentTarget }) => set({ riskMinor: currentTarget.value })}
        />
        <TextInput
          label="Currency"
          description="Of every price here, as USD or EUR."
          required
          maxLength={3}
          value={draft.currency}
          error={problems.currency}
          onChange={({ currentTarget }) => set({ currency: currentTarget.value.toUpperCase() })}
        />
      </div>
      <Options draft={draft} set={set} problems={problems} />
      <About clientId={clientId} chosen={draft.deviceIds} set={(deviceIds) => set({ deviceIds })} />
      <FormFailure error={error} />
      <div className="row">
        <Button type="submit" loading={busy}>
          {label}
        </Button>
        {tried && Object.keys(problems).length > 0 ? <span className="soft">Something above is missing.</span> : null}
      </div>
    </form>
  )
}

type OptionsProps = { draft: Draft; set: (change: Partial<Draft>) => void; problems: Record<string, string> }

function Options({ draft, set, problems }: OptionsProps): JSX.Element {
  const { options } = draft
  const change = (at: number, part: Partial<Draft['options'][number]>): void =>
    set({ options: options.map((option, n) => (n === at ? { ...option, ...part } : option)) })
  return (
    <fieldset className="draft-options">
      <legend>Options, the advised one first</legend>
      {options.map((option, n) => (
        <div key={n} className="draft-option">
          <TextInput
            label={`Option ${n + 1}`}
            required
            maxLength={120}
            value={option.title}
            error={problems[`title${n}`]}
            onChange={({ currentTarget }) => change(n, { title: currentTarget.value })}
          />
          <TextInput
            label="What is in it"
            maxLength={1000}
            value={option.text}
            onChange={({ currentTarget }) => change(n, { text: currentTarget.value })}
          />
          <TextInput
            label="Once"
            inputMode="decimal"
            value={option.once}
            error={problems[`once${n}`]}
            onChange={({ currentTarget }) => change(n, { once: currentTarget.value })}
          />
          <TextInput
            label="Each month"
            inputMode="decimal"
            value={option.monthly}
            error={problems[`monthly${n}`]}
            onChange={({ currentTarget }) => change(n, { monthly: currentTarget.value })}
          />
        </div>
      ))}
      <div className="row">
        {options.length < 5 ? (
          <Button variant="default" onClick={() => set({ options: [...options, emptyOption] })}>
            One more option
          </Button>
        ) : null}
        {options.length > 1 ? (
          <Button variant="subtle" onClick={() => set({ options: options.slice(0, -1) })}>
            Without the last one
          </Button>
        ) : null}
      </div>
    </fieldset>
  )
}

function About({ clientId, chosen, set }: { clientId: string; chosen: string[]; set: (ids: string[]) => void }): JSX.Element | null {
  const { data } = useQuery(clientDevicesQuery(clientId))
  if (data === undefined || data.rows.length === 0) return null
  return (
    <fieldset className="draft-options">
      <legend>Which systems is it about? None chosen means the whole client.</legend>
      <div className="draft-devices">
        {data.rows.map(({ id, hostname }) => (
          <Checkbox
            key={id}
            label={hostname}
            checked={chosen.includes(id)}
            onChange={({ currentTarget }) => set(currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
        ))}
      </div>
    </fieldset>
  )
}
