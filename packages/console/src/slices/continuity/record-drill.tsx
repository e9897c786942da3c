/** What came of a drill: said by people, or taken from the extraction tests of a night. */
import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Drill, DrillOutcome, RecordDrill, RecoveryPlan } from '@mainstay/contract/continuity'
import { FormFailure } from '../../ui/messages.tsx'
import { useRecordDrill } from './queries.ts'
import { outcomeWord } from './wording.ts'

type Props = { drill: Drill; plan: RecoveryPlan | null; leave: () => void }
type Verdict = 'passed' | 'failed' | 'unknown'
type Row = { deviceId: string | null; name: string; verdict: Verdict; minutes: number | null }

export function RecordDrillForm({ drill, plan, leave }: Props): JSX.Element {
  const record = useRecordDrill(drill.id)
  const [heldOn, setHeldOn] = useState(drill.plannedOn)
  const [story, setStory] = useState('')
  const [source, setSource] = useState<'people' | 'proofs'>('people')
  const [outcome, setOutcome] = useState<DrillOutcome>('passed')
  const [rows, setRows] = useState<Row[]>(() =>
    drill.kind === 'tabletop'
      ? []
      : (plan?.content.systems ?? []).map(({ deviceId, name }) => ({ deviceId, name, verdict: 'unknown', minutes: null })),
  )
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const by: RecordDrill['by'] =
      source === 'proofs'
        ? { kind: 'proofs', from: new Date(from).toISOString(), to: new Date(to).toISOString() }
        : {
            kind: 'people',
            outcome,
            results: rows.map(({ deviceId, name, verdict, minutes }) => ({
              deviceId,
              name,
              verdict,
              seconds: minutes === null ? null : minutes * 60,
              dataAgeSeconds: null,
              note: '',
            })),
          }
    record.mutate({ heldOn, story, by }, { onSuccess: leave })
  }
  return (
    <form className="stack" onSubmit={submit} aria-label="What came of the drill">
      <div className="plan-fields">
        <TextInput label="Held on" type="date" required value={heldOn} onChange={({ currentTarget }) => setHeldOn(currentTarget.value)} />
        {drill.kind === 'tabletop' ? null : (
          <NativeSelect
            label="The times are"
            value={source}
            data={[
              { value: 'people', label: 'said by us' },
              { value: 'proofs', label: 'taken from extraction tests' },
            ]}
            onChange={({ currentTarget }) => setSource(currentTarget.value as 'people' | 'proofs')}
          />
        )}
        {source === 'people' ? (
          <NativeSelect
            label="On the whole"
            value={outcome}
            data={(['passed', 'partly', 'failed'] as const).map((value) => ({ value, label: outcomeWord[value] }))}
            onChange={({ currentTarget }) => setOutcome(currentTarget.value as DrillOutcome)}
          />
        ) : (
          <>
            <TextInput
              label="Tests from"
              type="datetime-local"
              required
              value={from}
              onChange={({ currentTarget }) => setFrom(currentTarget.value)}
            />
            <TextInput label="to" type="datetime-local" required value={to} onChange={({ currentTarget }) => setTo(currentTarget.value)} />
          </>
        )}
      </div>
      <Textarea
        label="What happened"
        required
        autosize
        minRows={3}
        maxLength={4000}
        value={story}
        onChange={({ currentTarget }) => setStory(currentTarget.value)}
      />
      {source === 'people'
        ? rows.map((row, n) => (
            <ResultFields key={row.name} row={row} set={(part) => setRows(rows.map((one, at) => (at === n ? { ...one, ...part } : one)))} />
          ))
        : null}
      <p className="small soft">Once recorded it stands: nobody changes it.</p>
      <FormFailure error={record.error} />
      <div className="row">
        <Button type="submit" loading={record.isPending}>
          Record it
        </Button>
        <Button variant="default" onClick={leave}>
          Not now
        </Button>
      </div>
    </form>
  )
}

function ResultFields({ row, set }: { row: Row; set: (part: Partial<Row>) => void }): JSX.Element {
  return (
    <div className="plan-fields">
      <NativeSelect
        label={row.name}
        value={row.verdict}
        data={[
          { value: 'unknown', label: 'not known' },
          { value: 'passed', label: 'came back' },
          { value: 'failed', label: 'did not come back' },
        ]}
        onChange={({ currentTarget }) => set({ verdict: currentTarget.value as Verdict })}
      />
      <NumberInput
        label={`Minutes until ${row.name} was back`}
        placeholder="not known"
        min={0}
        value={row.minutes ?? ''}
        onChange={(value) => set({ minutes: typeof value === 'number' ? value : null })}
      />
    </div>
  )
}
