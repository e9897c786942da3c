/** Hours of work to come, against the hours that people have, and how far the same way of counting was off. */
import type { JSX } from 'react'
import type { Workload } from '@mainstay/contract/agreements'
import { Empty } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { hoursWord } from './wording.ts'

export function WorkloadSection({ workload }: { workload: Workload | null }): JSX.Element {
  if (workload === null)
    return (
      <Section title="Hours of work to come">
        <Empty title="Not known yet">Twelve whole weeks of time written on tickets are needed before a forecast says anything.</Empty>
      </Section>
    )
  const { weeks, byClient, availableMinutes, backTest, records } = workload
  const [next] = weeks
  return (
    <Section title="Hours of work to come">
      <div className="stack">
        <p>
          A week comes to about <strong>{hoursWord(next?.minutes ?? 0)}</strong>
          {availableMinutes === null
            ? '. Nobody has said how many hours people have: set it in our own terms of billing.'
            : ` of the ${hoursWord(availableMinutes)} that people have.`}
        </p>
        <p className="soft">
          The mean of the last eight weeks. In {backTest.weeks} weeks that are over, the same way was off by{' '}
          {hoursWord(backTest.meanErrorMinutes)} in a week of {hoursWord(backTest.meanMinutes)} on average, out of {records} weeks of
          records.
        </p>
        <TableCard label="Hours by client">
          <table className="table">
            <thead>
              <tr>
                <th>Client</th>
                <th className="num">A week</th>
              </tr>
            </thead>
            <tbody>
              {byClient.map(({ clientId, clientName, minutesPerWeek }) => (
                <tr key={clientId}>
                  <td>{clientName}</td>
                  <td className="num">{hoursWord(minutesPerWeek)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableCard>
      </div>
    </Section>
  )
}
