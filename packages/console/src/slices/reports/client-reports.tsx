/** The reports of one client, on its page. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { Client } from '@mainstay/contract/clients'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { DraftDialog } from './draft-dialog.tsx'
import { clientReportsQuery } from './queries.ts'
import { ReportRows } from './report-rows.tsx'

export function ClientReports({ client }: { client: Client }): JSX.Element {
  const [drafting, setDrafting] = useState(false)
  const mayDraft = useMay('reports.write')
  return (
    <section className="stack" aria-label="Reports">
      <div className="row-between">
        <h2>Reports</h2>
        {mayDraft ? (
          <Button variant="default" onClick={() => setDrafting(true)}>
            Draft a report
          </Button>
        ) : null}
      </div>
      <Loaded query={useQuery(clientReportsQuery(client.id))} skeleton={<RowsSkeleton rows={2} />}>
        {({ reports }) =>
          reports.length === 0 ? (
            <Empty title="None yet">The first one can be drafted from the records of this month.</Empty>
          ) : (
            <ReportRows reports={reports} withClient={false} />
          )
        }
      </Loaded>
      <DraftDialog opened={drafting} close={() => setDrafting(false)} clientId={client.id} />
    </section>
  )
}
