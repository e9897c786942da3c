/** What gets replaced when, and what does it cost? Quarters as columns under the cap; a thing is moved by hand or by keys. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { ClientPlan, OfferedPlan, PlannedAsset } from '@mainstay/contract/lifecycle'
import { useMay } from '../../app/session.ts'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure, Notice } from '../../ui/messages.tsx'
import { money } from '../../ui/money.ts'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { Approve } from './approve.tsx'
import { PlanSettings } from './plan-settings.tsx'
import { planQuery, usePin, useTry } from './queries.ts'
import { Quarters } from './quarters.tsx'
import { moveWord, planTitle, quarterWord } from './wording.ts'
import './plan.css'

export function Plan(): JSX.Element {
  const { clientId } = useParams({ from: '/app/clients/$clientId/plan' })
  return (
    <Loaded query={useQuery(planQuery(clientId))} skeleton={<TitleSkeleton />}>
      {(plan) => <Whole plan={plan} />}
    </Loaded>
  )
}

type Move = { asset: PlannedAsset; quarter: string }

function Whole({ plan }: { plan: OfferedPlan }): JSX.Element {
  const { clientId } = plan
  const mayWrite = useMay('lifecycle.write')
  const [move, setMove] = useState<Move | null>(null)
  const [settingsOpen, setSettingsOpen] = useState(plan.impossible !== null)
  const attempt = useTry(clientId)
  const pin = usePin(clientId)
  const tryMove = (asset: PlannedAsset, quarter: string): void => {
    setMove({ asset, quarter })
    attempt.mutate([{ assetId: asset.id, quarter }])
  }
  const over = (): void => {
    setMove(null)
    attempt.reset()
  }
  const shown = move !== null && attempt.data?.plan.quarters ? attempt.data.plan : plan
  return (
    <Page
      wide
      title={planTitle(plan)}
      over={
        <Link to="/clients/$clientId" params={{ clientId }}>
          {plan.clientName}
        </Link>
      }
      lead={`${quarterWord(plan.from)} to ${quarterWord(plan.to)}, at most ${money(plan.capMinor, plan.currency)} in a quarter`}
      actions={
        <>
          <Button variant="subtle" renderRoot={(props) => <Link {...props} to="/clients/$clientId/assets" params={{ clientId }} />}>
            Assets
          </Button>
          <Button variant="subtle" component="a" href={`/api/clients/${clientId}/plan.xlsx`}>
            XLSX
          </Button>
          <Button variant="subtle" component="a" href={`/api/clients/${clientId}/plan.pdf`} target="_blank" rel="noreferrer">
            PDF
          </Button>
          {mayWrite ? (
            <Button variant="default" onClick={() => setSettingsOpen(!settingsOpen)}>
              Cap and prices
            </Button>
          ) : null}
        </>
      }
    >
      {settingsOpen && mayWrite ? <PlanSettings clientId={clientId} done={() => setSettingsOpen(false)} /> : null}
      {move === null ? null : (
        <Notice
          tone={attempt.data?.plan.impossible ? 'broken' : 'attention'}
          title={`${move.asset.name} to ${quarterWord(move.quarter)}${attempt.data ? `: ${moveWord(attempt.data.costMinor, plan.currency)}` : ''}`}
        >
          <div className="stack-tight" aria-live="polite">
            {attempt.data?.plan.impossible ? <p>{attempt.data.plan.impossible.why}</p> : null}
            {attempt.data && attempt.data.overCap.length > 0 && attempt.data.plan.impossible === null ? (
              <p>Something else moves, so that {attempt.data.overCap.map(quarterWord).join(' and ')} stays under the cap.</p>
            ) : null}
            <FormFailure error={attempt.error ?? pin.error} />
            <div className="row">
              <Button
                size="sm"
                loading={pin.isPending}
                disabled={attempt.isPending || attempt.data?.plan.impossible !== null}
                onClick={() => pin.mutate([{ assetId: move.asset.id, quarter: move.quarter }], { onSuccess: over })}
              >
                Keep it there
              </Button>
              <Button size="sm" variant="subtle" onClick={over}>
                Leave it where it was
              </Button>
            </div>
          </div>
        </Notice>
      )}
      <Body plan={shown} mayWrite={mayWrite} tryMove={tryMove} unpin={(asset) => pin.mutate([{ assetId: asset.id, quarter: null }])} />
      {mayWrite && plan.impossible === null && move === null && plan.totalMinor > 0 ? <Approve plan={plan} /> : null}
      <Left plan={plan} />
      <Section title="What it rests on">
        <ul className="card stack-tight">
          {plan.assumptions.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </Section>
    </Page>
  )
}

type BodyProps = {
  plan: ClientPlan
  mayWrite: boolean
  tryMove: (asset: PlannedAsset, quarter: string) => void
  unpin: (asset: PlannedAsset) => void
}

function Body({ plan, mayWrite, tryMove, unpin }: BodyProps): JSX.Element {
  if (plan.quarters === null)
    return (
      <Empty title="There is no plan under this cap">
        Set a higher cap, take a pin away, or take out of use what is gone. Nothing was dropped to make it fit.
      </Empty>
    )
  if (plan.totalMinor === 0)
    return (
      <Empty title="Nothing is due in these years">
        {plan.left.length === 0 ? 'No asset is known yet.' : 'What is known stands below, each with the reason why it is not planned.'}
      </Empty>
    )
  return <Quarters plan={plan} quarters={plan.quarters} tryMove={mayWrite ? tryMove : null} unpin={mayWrite ? unpin : null} />
}

function Left({ plan }: { plan: ClientPlan }): JSX.Element | null {
  if (plan.left.length === 0) return null
  return (
    <Section title={`${count(plan.left.length, 'thing')} ${plan.left.length === 1 ? 'is' : 'are'} not in the plan`}>
      <div className="card card-flush">
        {plan.left.map(({ id, name, why }) => (
          <div key={id} className="list-row">
            <p className="grow">
              <strong>{name}</strong>
              <br />
              <span className="soft">{why}</span>
            </p>
          </div>
        ))}
      </div>
    </Section>
  )
}
