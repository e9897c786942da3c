/** A plan is written: when it begins, the people, the systems in order. */
import { Button, NumberInput, Textarea } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { DrillKind, PlanContent, RecoveryPlan } from '@mainstay/contract/continuity'
import { FormFailure } from '../../ui/messages.tsx'
import { PeopleFields } from './people-fields.tsx'
import { SystemFields } from './system-fields.tsx'
import { drillMeans, drillWord } from './wording.ts'
import './continuity.css'

type FormProps = { plan: RecoveryPlan; save: (content: PlanContent) => void; leave: () => void; error: Error | null; busy: boolean }

const KINDS: readonly DrillKind[] = ['tabletop', 'partial', 'full']

export function PlanForm({ plan, save, leave, error, busy }: FormProps): JSX.Element {
  const [draft, setDraft] = useState(plan.content)
  const set = (change: Partial<PlanContent>): void => setDraft({ ...draft, ...change })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    save(draft)
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label="The plan">
      <Textarea
        label="When does it begin, and who says so?"
        autosize
        minRows={2}
        maxLength={2000}
        value={draft.begins}
        onChange={({ currentTarget }) => set({ begins: currentTarget.value })}
      />
      <PeopleFields people={draft.people} set={(people) => set({ people })} />
      <SystemFields content={draft} set={(systems) => set({ systems })} />
      <Textarea
        label="Where and how do people work until the systems are back?"
        autosize
        minRows={2}
        maxLength={2000}
        value={draft.meanwhile}
        onChange={({ currentTarget }) => set({ meanwhile: currentTarget.value })}
      />
      <fieldset className="plan-part">
        <legend>Months from one drill to the next</legend>
        <div className="plan-fields">
          {KINDS.map((kind) => (
            <NumberInput
              key={kind}
              label={drillWord[kind]}
              description={drillMeans[kind]}
              placeholder="not planned"
              min={1}
              max={36}
              allowDecimal={false}
              value={draft.drillEveryMonths[kind] ?? ''}
              onChange={(value) =>
                set({ drillEveryMonths: { ...draft.drillEveryMonths, [kind]: typeof value === 'number' ? value : null } })
              }
            />
          ))}
        </div>
      </fieldset>
      <FormFailure error={error} />
      <div className="row">
        <Button type="submit" loading={busy}>
          Save
        </Button>
        <Button variant="default" onClick={leave}>
          Leave it as it was
        </Button>
      </div>
    </form>
  )
}
