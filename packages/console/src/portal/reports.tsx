/** The approved reports of the firm, month by month. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { reportsQuery } from '../slices/reports/queries.ts'
import { AppLink } from '../ui/app-link.tsx'
import { count } from '../ui/format.ts'
import { Icon, ToneShape } from '../ui/icons.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Empty } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { toneWord } from '../ui/tone.ts'
import { monthName } from '../ui/when.ts'
import { standing } from './newest.ts'
import { PortalPage } from './portal-page.tsx'

export function PortalReports(): JSX.Element {
  return (
    <Loaded query={useQuery(reportsQuery)} skeleton={<RowsSkeleton rows={3} />}>
      {({ reports }) => {
        const approved = standing(reports)
        return (
          <PortalPage title={approved.length === 0 ? 'There is no report yet' : count(approved.length, 'report')}>
            {approved.length === 0 ? (
              <Empty title="One page a month">It appears here as soon as a person has approved it.</Empty>
            ) : (
              <ul className="card card-flush">
                {approved.map((report) => (
                  <li key={report.id}>
                    <AppLink href={`/portal/reports/${report.id}`} className="list-row">
                      <ToneShape tone={report.tone} size={20} />
                      <span className="grow">
                        <span className="visually-hidden">{toneWord[report.tone]}: </span>
                        <strong>{monthName(report.month)}</strong>
                        <div className="soft">{report.verdict}</div>
                      </span>
                      <Icon name="next" />
                    </AppLink>
                  </li>
                ))}
              </ul>
            )}
          </PortalPage>
        )
      }}
    </Loaded>
  )
}
