/** What each event of the last three months cost the client: the outage by the firm's own figures, and the work. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { CostedEvent } from '@mainstay/contract/agreements'
import { Ago } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { eventsQuery } from './queries.ts'
import { hoursWord, money } from './wording.ts'

export function Events({ clientId }: { clientId: string }): JSX.Element {
  return (
    <Section title="What each event cost">
      <Loaded query={useQuery(eventsQuery(clientId))} skeleton={<RowsSkeleton rows={2} />}>
        {({ events, currency, hasFigures }) =>
          events.length === 0 ? (
            <Empty title="Nothing in the last three months">Outages that were recorded and work that was written down stand here.</Empty>
          ) : (
            <div className="stack-tight">
              {hasFigures ? null : (
                <p className="soft">What an outage costs is not known: the client has given no figures in the portal.</p>
              )}
              {currency === null ? <p className="soft">What work costs without an agreement is not set.</p> : null}
              <TableCard label="Events">
                <table className="table">
                  <thead>
                    <tr>
                      <th>What happened</th>
                      <th className="num">The outage, likely</th>
                      <th className="num">Work</th>
                    </tr>
                  </thead>
                  <tbody>
                    {events.map((event) => (
                      <Row key={`${event.at} ${event.what}`} event={event} currency={currency} />
                    ))}
                  </tbody>
                </table>
              </TableCard>
            </div>
          )
        }
      </Loaded>
    </Section>
  )
}

function Row({ event: { what, at, outage, work }, currency }: { event: CostedEvent; currency: string | null }): JSX.Element {
  const cost = outage?.cost ?? null
  return (
    <tr>
      <td>
        {what}
        <div className="soft small">
          <Ago at={at} />
          {outage !== null && outage.to === null ? ', and it goes on' : ''}
        </div>
      </td>
      <td className="num">
        {outage === null ? '' : cost === null ? 'not known' : money(cost.total.likely, cost.currency)}
        {cost === null ? null : (
          <div className="soft small">
            {money(cost.total.low, cost.currency)} to {money(cost.total.high, cost.currency)}
          </div>
        )}
      </td>
      <td className="num">
        {work.minor === null || currency === null ? hoursWord(work.billedMinutes) : money(work.minor, currency)}
        <div className="soft small">
          {work.billedMinutes > 0 ? `${hoursWord(work.billedMinutes)} billed` : ''}
          {work.inAgreementMinutes > 0 ? ` ${hoursWord(work.inAgreementMinutes)} in the agreement` : ''}
        </div>
      </td>
    </tr>
  )
}
