/** One approved report. */
import { useParams } from '@tanstack/react-router'
import type { JSX } from 'react'
import { AppLink } from '../ui/app-link.tsx'
import { ReportSheet } from './report-sheet.tsx'

export function PortalReport(): JSX.Element {
  const { reportId = '' } = useParams({ strict: false })
  return <ReportSheet reportId={reportId} above={() => <AppLink href="/portal/reports">All reports</AppLink>} />
}
