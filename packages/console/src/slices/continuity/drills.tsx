/** Drills of a plan: what is due, what is planned, what came of those that were held. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Continuity, Drill, DrillKind } from '@mainstay/contract/continuity'
import { useMay } from '../../app/session.ts'
import { Empty, FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { TonePill } from '../../ui/tone-mark.tsx'
import { HeldDrill } from './held-drill.tsx'
import { useCancelDrill, usePlanDrill } from './queries.ts'
import { RecordDrillForm } from './record-drill.tsx'
import { drillMeans, drillWord } from './wording.ts'
import './continuity.css'

export function Drills({ whole }: { whole: Continuity }): JSX.Element {
  const mayWrite = useMay('continuity.write')
  const drills = whole.drills.filter(({ state }) => state !== 'cancelled')
  return (
    <Section title="Drills">
      {whole.proof.due.length === 0 ? null : (
        <ul className="row">
          {whole.proof.due.map(({ kind, on, overdue }) => (
            <li key={kind}>
              <TonePill tone={overdue ? 'attention' : 'good'}>
                {drillWord[kind]}: {overdue ? 'due since' : 'due'} {on}
              </TonePill>
            </li>
          ))}
        </ul>
      )}
      {drills.length === 0 ? <Empty title="No drill was planned or held">A plan that was never tried is a hope.</Empty> : null}
      {drills.map((drill) =>
        drill.held === null ? <Planned key={drill.id} drill={drill} whole={whole} /> : <HeldDrill key={drill.id} drill={drill} />,
      )}
      {mayWrite ? <NewDrillForm clientId={whole.clientId} /> : null}
    </Section>
  )
}

function Planned({ drill, whole }: { drill: Drill; whole: Continuity }): JSX.Element {
  const mayWrite = useMay('continuity.write')
  const [recording, setRecording] = useState(false)
  const cancel = useCancelDrill(drill.id)
  return (
    <div className="card stack">
      <h3>
        {drillWord[drill.kind]} drill on {drill.plannedOn}
      </h3>
      <p className="soft">
        {drillMeans[drill.kind]}; by {drill.who}
      </p>
      {recording ? <RecordDrillForm drill={drill} plan={whole.inForce} leave={() => setRecording(false)} /> : null}
      {mayWrite && !recording ? (
        <div className="row">
          <Button onClick={() => setRecording(true)}>Record what came of it</Button>
          <Button variant="subtle" loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
            Call it off
          </Button>
          <FormFailure error={cancel.error} />
        </div>
      ) : null}
    </div>
  )
}

function NewDrillForm({ clientId }: { clientId: string }): JSX.Element {
  const plan = usePlanDrill(clientId)
  const [kind, setKind] = useState<DrillKind>('full')
  const [plannedOn, setPlannedOn] = useState('')
  const [who, setWho] = useState('')
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    plan.mutate({ kind, plannedOn, who }, { onSuccess: () => setWho('') })
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label="Plan a drill">
      <div className="plan-fields">
        <NativeSelect
          label="Plan a drill"
          value={kind}
          data={(['tabletop', 'partial', 'full'] as const).map((value) => ({ value, label: `${drillWord[value]}: ${drillMeans[value]}` }))}
          onChange={({ currentTarget }) => setKind(currentTarget.value as DrillKind)}
        />
        <TextInput label="On" type="date" required value={plannedOn} onChange={({ currentTarget }) => setPlannedOn(currentTarget.value)} />
        <TextInput
          label="Who takes part"
          required
          maxLength={300}
          value={who}
          onChange={({ currentTarget }) => setWho(currentTarget.value)}
        />
        <div>
          <Button type="submit" variant="default" loading={plan.isPending}>
            Plan it
          </Button>
        </div>
      </div>
      <FormFailure error={plan.error} />
    </form>
  )
}
