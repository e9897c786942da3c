/** Before a renewal: what the records of the term say, read when somebody opens it. */
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { RenewalReview } from '@mainstay/contract/agreements'
import { Facts } from '../../ui/facts.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { reviewQuery } from './queries.ts'
import { hoursWord, money } from './wording.ts'

export function RenewalReviewPart({ clientId, agreementId }: { clientId: string; agreementId: string }): JSX.Element {
  const [open, setOpen] = useState(false)
  return (
    <details className="card" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        <strong>Review before the renewal</strong>
      </summary>
      {open ? <Read clientId={clientId} agreementId={agreementId} /> : null}
    </details>
  )
}

function Read({ clientId, agreementId }: { clientId: string; agreementId: string }): JSX.Element {
  return (
    <Loaded query={useQuery(reviewQuery(clientId, agreementId))} skeleton={<RowsSkeleton rows={4} />}>
      {(review) => <Body review={review} />}
    </Loaded>
  )
}

function Body({ review }: { review: RenewalReview }): JSX.Element {
  const { from, to, months, counts, hour, outgrown, sections, currency } = review
  return (
    <div className="stack">
      <p className="soft">
        From {from} to {to}.
      </p>
      <Facts
        rows={[
          [
            'An hour of work brought',
            hour === null ? 'not known: no month is approved, or no time is written' : money(hour.minor, currency),
          ],
          ...counts.map(({ kind, first, firstOn, now, nowOn }): [string, string] => [
            kind === 'mailbox' ? 'Mailboxes' : `${kind[0]?.toUpperCase()}${kind.slice(1)}s`,
            `${first} on ${firstOn}, ${now} on ${nowOn}`,
          ]),
          ['No longer fits', outgrown.length === 0 ? 'nothing says so' : outgrown.join('; ')],
          ...sections.map(({ title, sentence }): [string, string] => [title, sentence]),
        ]}
      />
      <TableCard label="Months">
        <table className="table">
          <thead>
            <tr>
              <th>Month</th>
              <th className="num">Billed</th>
              <th className="num">Worked</th>
            </tr>
          </thead>
          <tbody>
            {months.map(({ month, netMinor, minutes }) => (
              <tr key={month}>
                <td>{month}</td>
                <td className="num">{netMinor === null ? 'not approved' : money(netMinor, currency)}</td>
                <td className="num">{hoursWord(minutes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableCard>
    </div>
  )
}
