/** Money: what comes in by month with each renewal, what an hour of work brings, who outgrows their agreement, hours to come against people's. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { AgreementOutlook, Outlook } from '@mainstay/contract/agreements'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { IncomeBars } from './income-bars.tsx'
import { outlookQuery } from './queries.ts'
import { hoursWord, money, outlookTitle } from './wording.ts'
import { WorkloadSection } from './workload-section.tsx'

export function MoneyPage(): JSX.Element {
  return (
    <Loaded query={useQuery(outlookQuery)} skeleton={<TitleSkeleton />}>
      {(outlook) => (
        <Page
          title={outlookTitle(outlook)}
          lead="Of recurring prices, with what is covered today; hours of work are not foreseen here. What goes on only if a client stays counts by the chance that somebody has stated."
          actions={<Link to="/billing">Our own terms of billing</Link>}
        >
          <div className="stack-wide">
            <Whole outlook={outlook} />
          </div>
        </Page>
      )}
    </Loaded>
  )
}

function Whole({ outlook: { income, agreements, workload } }: { outlook: Outlook }): JSX.Element {
  if (agreements.length === 0)
    return (
      <Empty title="There is no agreement yet">
        Write one down on a client’s page: its prices and what is covered make the months to come.
      </Empty>
    )
  return (
    <>
      {income.map(({ currency, months }) => (
        <Section key={currency} title={`Income by month, ${currency}`}>
          <IncomeBars currency={currency} months={months} />
        </Section>
      ))}
      <Section title="Agreements, by when notice is due">
        <TableCard label="Agreements">
          <table className="table">
            <thead>
              <tr>
                <th>Client and plan</th>
                <th>Notice by</th>
                <th>Goes on</th>
                <th className="num">A month</th>
                <th className="num">An hour brings</th>
                <th>No longer fits</th>
              </tr>
            </thead>
            <tbody>
              {agreements.map((one) => (
                <AgreementRow key={one.agreementId} one={one} />
              ))}
            </tbody>
          </table>
        </TableCard>
      </Section>
      <WorkloadSection workload={workload} />
    </>
  )
}

function AgreementRow({ one }: { one: AgreementOutlook }): JSX.Element {
  const { clientId, clientName, plan, currency, noticeBy, endsOn, goesOn, likelyPercent, months, hour, outgrown } = one
  return (
    <tr>
      <td>
        <Link to="/clients/$clientId/agreement" params={{ clientId }}>
          {clientName}
        </Link>
        <div className="soft small">{plan}</div>
      </td>
      <td className="nowrap">{noticeBy ?? 'no end'}</td>
      <td>
        {endsOn === null
          ? 'until further notice'
          : goesOn
            ? likelyPercent === null
              ? 'chance not stated'
              : `${likelyPercent} %`
            : 'it ends'}
      </td>
      <td className="num">{money(months[0]?.certainMinor ?? 0, currency)}</td>
      <td className="num">
        {hour === null ? (
          'not known'
        ) : (
          <>
            {money(hour.minor, currency)}
            <div className="soft small">
              {money(hour.netMinor, currency)} / {hoursWord(hour.minutes)}
            </div>
          </>
        )}
      </td>
      <td>
        {outgrown.length === 0 ? (
          <span className="soft">it fits</span>
        ) : (
          <ul className="stack-tight">
            {outgrown.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  )
}
