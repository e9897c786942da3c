/** The plan is approved: from then on it is the client's budget, as it stands. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { OfferedPlan } from '@mainstay/contract/lifecycle'
import { Exactly } from '../../ui/ago.tsx'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { money } from '../../ui/money.ts'
import { budgetQuery, useApprovePlan } from './queries.ts'

export function Approve({ plan }: { plan: OfferedPlan }): JSX.Element {
  const { data } = useQuery(budgetQuery(plan.clientId))
  const approve = useApprovePlan(plan.clientId)
  const approved = data?.approved ?? null
  const isSame = approved !== null && JSON.stringify(approved.plan.quarters) === JSON.stringify(plan.quarters)
  const title = isSame
    ? 'This is the budget that the client sees'
    : approved === null
      ? 'The client sees no budget yet'
      : 'The plan has changed since it was approved'
  return (
    <Notice tone={isSame ? 'good' : 'attention'} title={title}>
      <div className="stack">
        {approved === null ? null : (
          <p>
            {approved.by} approved {money(approved.plan.totalMinor, approved.plan.currency)}, <Exactly at={approved.at} />.
          </p>
        )}
        <FormFailure error={approve.error} />
        {isSame ? null : (
          <div>
            <Button loading={approve.isPending} onClick={() => approve.mutate(plan.sha256)}>
              Approve {money(plan.totalMinor, plan.currency)} as the budget
            </Button>
          </div>
        )}
      </div>
    </Notice>
  )
}
