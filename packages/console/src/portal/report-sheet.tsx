/** Page one of an approved report as the client reads it, with the way to its PDF. */
import type { ReportView } from '@mainstay/contract/reports'
import { useQuery } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { PageOne } from '../slices/reports/page-one.tsx'
import { reportQuery } from '../slices/reports/queries.ts'
import { Loaded } from '../ui/loaded.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'

/** `above` stands before the page, made of what was read. */
export function ReportSheet({ reportId, above }: { reportId: string; above: (report: ReportView) => ReactNode }): JSX.Element {
  return (
    <Loaded query={useQuery(reportQuery(reportId))} skeleton={<RowsSkeleton rows={3} />}>
      {(report) => (
        <div className="portal-page portal-sheet">
          {above(report)}
          <PageOne report={report} linked={false} />
          <p>
            <a href={`/api/reports/${report.id}/pdf`} target="_blank" rel="noreferrer">
              Open it as a PDF
            </a>
          </p>
        </div>
      )}
    </Loaded>
  )
}
