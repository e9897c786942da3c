/** What will be replaced and what it costs, by year and quarter, in an owner's words. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { ApprovedPlan, ClientPlan } from '@mainstay/contract/lifecycle'
import { useMe } from '../app/session.ts'
import { budgetQuery } from '../slices/lifecycle/queries.ts'
import { byYear, quarterWord } from '../slices/lifecycle/wording.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Empty } from '../ui/messages.tsx'
import { money } from '../ui/money.ts'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { budgetTitle } from './budget-words.ts'
import { PortalPage } from './portal-page.tsx'
import './budget.css'

export function BudgetPage(): JSX.Element {
  const me = useMe()
  const [clientId] = me === null || me.clients === 'all' ? [] : me.clients
  return clientId === undefined ? <None /> : <Of clientId={clientId} />
}

function Of({ clientId }: { clientId: string }): JSX.Element {
  return (
    <Loaded query={useQuery(budgetQuery(clientId))} skeleton={<RowsSkeleton rows={3} />}>
      {({ approved, today }) => (approved === null ? <None /> : <Whole approved={approved} today={today} />)}
    </Loaded>
  )
}

function None(): JSX.Element {
  return (
    <PortalPage title="There is no plan for you yet">
      <Empty title="Here you find what will be replaced, when, and what it costs">
        So that no bill comes as a surprise. It appears when your provider has made it with you.
      </Empty>
    </PortalPage>
  )
}

function Whole({ approved, today }: { approved: ApprovedPlan; today: string }): JSX.Element {
  const { plan } = approved
  const quarters = plan.quarters ?? []
  return (
    <PortalPage title={budgetTitle(plan, today)} lead={`Plan of ${quarterWord(plan.from)} to ${quarterWord(plan.to)}`}>
      <Chart plan={plan} />
      {byYear(plan)
        .filter(({ minor }) => minor > 0)
        .map(({ year, minor }) => (
          <section key={year} className="card card-flush" aria-label={year}>
            <div className="list-row">
              <h2 className="grow">{year}</h2>
              <strong className="num">{money(minor, plan.currency)}</strong>
            </div>
            {quarters
              .filter(({ quarter }) => quarter.startsWith(year))
              .flatMap(({ quarter, assets }) =>
                assets.map((one) => (
                  <div key={one.id} className="list-row">
                    <span className="grow">
                      <strong>{one.name}</strong>
                      <div className="soft">
                        {quarterWord(quarter)} · {one.why}
                      </div>
                    </span>
                    <span className="num">{money(one.minor, plan.currency)}</span>
                  </div>
                )),
              )}
          </section>
        ))}
      <p className="soft">
        {approved.by} made this plan on {approved.at.slice(0, 10)}. Prices are of that day.{' '}
        <a href={`/api/clients/${plan.clientId}/plan.pdf?of=budget`} target="_blank" rel="noreferrer">
          As a PDF
        </a>
        {' · '}
        <a href={`/api/clients/${plan.clientId}/plan.xlsx?of=budget`}>As a spreadsheet</a>
      </p>
    </PortalPage>
  )
}

/** One column a quarter; the figures stand below it too. */
function Chart({ plan: { quarters, currency, capMinor } }: { plan: ClientPlan }): JSX.Element | null {
  if (quarters === null || quarters.length === 0) return null
  const most = Math.max(1, ...quarters.map(({ spendMinor }) => spendMinor))
  const isCapNear = capMinor <= most * 1.5
  const top = isCapNear ? Math.max(most, capMinor) : most
  const width = 100 / quarters.length
  return (
    <figure className="card stack-tight budget-chart">
      <svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label={`Spending by quarter, at most ${money(most, currency)}`}>
        {quarters.map(({ quarter, spendMinor }, n) => (
          <rect
            key={quarter}
            className="budget-column"
            x={n * width + width * 0.15}
            width={width * 0.7}
            y={40 - (spendMinor / top) * 38}
            height={(spendMinor / top) * 38}
          />
        ))}
        <line x1="0" x2="100" y1="39.8" y2="39.8" className="budget-ground" />
        {isCapNear ? <line x1="0" x2="100" y1={40 - (capMinor / top) * 38} y2={40 - (capMinor / top) * 38} className="budget-cap" /> : null}
      </svg>
      <div className="budget-ticks small soft" aria-hidden="true">
        {quarters
          .filter(({ quarter }) => quarter.endsWith('Q1'))
          .map(({ quarter }) => (
            <span key={quarter} style={{ left: `${quarters.findIndex((one) => one.quarter === quarter) * width}%` }}>
              {quarter.slice(0, 4)}
            </span>
          ))}
      </div>
      {isCapNear ? (
        <figcaption className="small soft">The line is the most that was agreed for a quarter: {money(capMinor, currency)}.</figcaption>
      ) : null}
    </figure>
  )
}
