/** The version in the making: edited as a draft, then with the client, or sent back by them. */
import { Button } from '@mantine/core'
import { type JSX, useState } from 'react'
import type { RecoveryPlan } from '@mainstay/contract/continuity'
import { useMay } from '../../app/session.ts'
import { Exactly } from '../../ui/ago.tsx'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { PlanForm } from './plan-form.tsx'
import { PlanText } from './plan-text.tsx'
import { useDiscardPlan, useEditPlan, usePresentPlan } from './queries.ts'

export function WorkingPlan({ plan }: { plan: RecoveryPlan }): JSX.Element {
  const mayWrite = useMay('continuity.write')
  return (
    <Section title={`Version ${plan.version}`}>
      {plan.state === 'draft' ? (
        mayWrite ? (
          <Draft plan={plan} />
        ) : (
          <PlanText plan={plan} />
        )
      ) : plan.state === 'returned' ? (
        <Notice tone="attention" title={`${plan.answer?.by ?? 'The client'} sent it back`}>
          {plan.answer?.words}
        </Notice>
      ) : (
        <Notice tone="attention" title="A manager of the client is asked to approve it in the portal">
          {plan.presented === null ? null : (
            <>
              Put to them by {plan.presented.by}, <Exactly at={plan.presented.at} />.{' '}
              <a href={`/api/continuity/plans/${plan.id}/paper`} target="_blank" rel="noreferrer">
                What they read, as a PDF
              </a>
            </>
          )}
        </Notice>
      )}
    </Section>
  )
}

function Draft({ plan }: { plan: RecoveryPlan }): JSX.Element {
  const [editing, setEditing] = useState(false)
  const edit = useEditPlan(plan.id)
  const present = usePresentPlan(plan.id)
  const discard = useDiscardPlan(plan.id)
  const stops = plan.problems.filter((one) => one.stops)
  const says = plan.problems.filter((one) => !one.stops)
  if (editing)
    return (
      <PlanForm
        plan={plan}
        error={edit.error}
        busy={edit.isPending}
        leave={() => setEditing(false)}
        save={(content) => edit.mutate({ content, revision: plan.revision }, { onSuccess: () => setEditing(false) })}
      />
    )
  return (
    <>
      {plan.problems.length === 0 ? null : (
        <Notice tone={stops.length > 0 ? 'broken' : 'attention'} title={stops.length > 0 ? 'Not ready for the client' : 'They should know'}>
          <ul className="plan-list">
            {[...stops, ...says].map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="row">
        <Button onClick={() => setEditing(true)}>Edit</Button>
        <Button variant="default" disabled={stops.length > 0} loading={present.isPending} onClick={() => present.mutate(plan.revision)}>
          Put it to the client
        </Button>
        <Button variant="subtle" loading={discard.isPending} onClick={() => discard.mutate(undefined)}>
          Throw the draft away
        </Button>
      </div>
      <FormFailure error={present.error ?? discard.error} />
      <details className="stack">
        <summary>The draft as the client would read it</summary>
        <PlanText plan={plan} />
      </details>
    </>
  )
}
