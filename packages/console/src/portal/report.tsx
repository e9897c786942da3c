/** One approved report. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { JSX } from 'react'
import { PageOne } from '../slices/reports/page-one.tsx'
import { reportQuery } from '../slices/reports/queries.ts'
import { AppLink } from '../ui/app-link.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'

export function PortalReport(): JSX.Element {
  const { reportId = '' } = useParams({ strict: false })
  return (
    <Loaded query={useQuery(reportQuery(reportId))} skeleton={<RowsSkeleton rows={3} />}>
      {(report) => (
        <div className="portal-page portal-sheet">
          <AppLink href="/portal/reports">All reports</AppLink>
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
