/** The reports of every client: which wait for a person? */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { DraftDialog } from './draft-dialog.tsx'
import { reportsQuery } from './queries.ts'
import { ReportRows } from './report-rows.tsx'
import { reportsTitle } from './wording.ts'

export function Reports(): JSX.Element {
  const reports = useQuery(reportsQuery)
  const [drafting, setDrafting] = useState(false)
  const draft = useMay('reports.write') ? <Button onClick={() => setDrafting(true)}>Draft a report</Button> : null
  return (
    <Page title={reports.data ? reportsTitle(reports.data.reports) : 'Reports'} actions={draft}>
      <Loaded query={reports} skeleton={<RowsSkeleton />}>
        {({ reports: all }) => {
          const waiting = all.filter(({ status }) => status === 'draft')
          const approved = all.filter(({ status }) => status === 'approved')
          if (all.length === 0)
            return (
              <Empty title="One honest page a month for each client" action={draft}>
                A draft is made from the records. You add a paragraph in your own words and approve it; then the client sees it in the
                portal.
              </Empty>
            )
          return (
            <>
              {waiting.length > 0 ? (
                <Section title="Waiting for approval">
                  <ReportRows reports={waiting} />
                </Section>
              ) : null}
              {approved.length > 0 ? (
                <Section title="Approved">
                  <ReportRows reports={approved} />
                </Section>
              ) : null}
            </>
          )
        }}
      </Loaded>
      <DraftDialog opened={drafting} close={() => setDrafting(false)} />
    </Page>
  )
}
