/** The first page of the portal: page one of the newest approved report. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useMay } from '../app/session.ts'
import { reportsQuery } from '../slices/reports/queries.ts'
import { AppLink } from '../ui/app-link.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Empty, Notice } from '../ui/messages.tsx'
import { useTitle } from '../ui/page.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { decisionsQuery } from './decision-queries.ts'
import { decisionsTitle } from './decision-words.ts'
import { newestApproved } from './newest.ts'
import { PortalPage } from './portal-page.tsx'
import { ReportSheet } from './report-sheet.tsx'

export function Home(): JSX.Element {
  return useMay('reports.read') ? <Newest /> : <NotForYou />
}

function Newest(): JSX.Element {
  return (
    <Loaded query={useQuery(reportsQuery)} skeleton={<RowsSkeleton rows={3} />}>
      {({ reports }) => {
        const newest = newestApproved(reports)
        return newest ? <ReportSheet reportId={newest.id} above={({ verdict }) => <Above title={verdict.sentence} />} /> : <None />
      }}
    </Loaded>
  )
}

/** Live: what has come since the report was made. */
function Above({ title }: { title: string }): JSX.Element {
  useTitle(title)
  return (
    <>
      <h1 className="visually-hidden">{title}</h1>
      <Waiting />
    </>
  )
}

function Waiting(): JSX.Element | null {
  const mayDecide = useMay('portal.decisions')
  const { data } = useQuery({ ...decisionsQuery, enabled: mayDecide })
  const waiting = data?.decisions.filter(({ state }) => state === 'waiting') ?? []
  if (waiting.length === 0) return null
  return (
    <Notice tone="attention" title={decisionsTitle(waiting)}>
      <ul>
        {waiting.slice(0, 3).map(({ id, content }) => (
          <li key={id}>
            <AppLink href={`/portal/decisions/${id}`}>{content.title}</AppLink>
            {content.answerBy ? `, please by ${content.answerBy}` : ''}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function None(): JSX.Element {
  return (
    <PortalPage title="Your first report is not here yet">
      <Waiting />
      <Empty title="Once a month you find one page here">
        It says whether you are working, whether you could come back, and what is needed from you. It appears as soon as a person has
        approved it.
      </Empty>
    </PortalPage>
  )
}

function NotForYou(): JSX.Element {
  return (
    <PortalPage title="The monthly report is shown to your firm’s managers">
      <Empty title="You see your systems" action={<AppLink href="/portal/systems">See your systems</AppLink>}>
        Whether each works, and whether it would come back.
      </Empty>
    </PortalPage>
  )
}
