/** What is agreed with a client, at which price, and what it came to. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { Agreement } from '@mainstay/contract/agreements'
import type { Client } from '@mainstay/contract/clients'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { useNow } from '../../ui/now.ts'
import { Page } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { InZone } from '../../ui/zone.tsx'
import { clientQuery } from '../clients/queries.ts'
import { AgreementCard } from './agreement-card.tsx'
import { AgreementForm } from './agreement-form.tsx'
import { Events } from './events.tsx'
import { Invoices } from './invoices.tsx'
import { agreementsQuery } from './queries.ts'
import { agreementTitle } from './wording.ts'
import '../servicedesk/ticket.css'

export function AgreementsPage(): JSX.Element {
  const { clientId } = useParams({ from: '/app/clients/$clientId/agreement' })
  const agreements = useQuery(agreementsQuery(clientId))
  return (
    <Loaded query={useQuery(clientQuery(clientId))} skeleton={<TitleSkeleton />}>
      {(client) => (
        <Loaded query={agreements} skeleton={<TitleSkeleton />}>
          {({ agreements: list }) => <Whole client={client} agreements={list} />}
        </Loaded>
      )}
    </Loaded>
  )
}

function Whole({ client, agreements }: { client: Client; agreements: readonly Agreement[] }): JSX.Element {
  const [editing, edit] = useState<Agreement | 'new' | null>(null)
  const mayWrite = useMay('agreements.write')
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: client.zone }).format(useNow())
  return (
    <InZone zone={client.zone}>
      <Page
        title={agreementTitle(client.name, agreements, today)}
        over={
          <Link to="/clients/$clientId" params={{ clientId: client.id }}>
            {client.name}
          </Link>
        }
        lead={<>Months and days are those of {client.zone}. Quantities come from what was covered on each day.</>}
        actions={
          <>
            <Link to="/billing">Our own terms of billing</Link>
            {mayWrite ? <Button onClick={() => edit('new')}>New agreement</Button> : null}
          </>
        }
      >
        <div className="stack-wide">
          {agreements.toReversed().map((one) => (
            <AgreementCard key={one.id} agreement={one} mayWrite={mayWrite} edit={() => edit(one)} />
          ))}
          <Events clientId={client.id} />
          <Invoices clientId={client.id} today={today} />
        </div>
        {editing === null ? null : (
          <AgreementForm clientId={client.id} before={editing === 'new' ? null : editing} today={today} close={() => edit(null)} />
        )}
      </Page>
    </InZone>
  )
}
