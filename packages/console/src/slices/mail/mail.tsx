/** A client's mail: where is that message, and what was stopped? */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { Client } from '@mainstay/contract/clients'
import type { DeliveryWire } from '@mainstay/contract/mail'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { RowsSkeleton, TitleSkeleton } from '../../ui/skeletons.tsx'
import { InZone } from '../../ui/zone.tsx'
import { clientsQuery } from '../clients/queries.ts'
import { Digest } from './digest.tsx'
import { Domains } from './domains.tsx'
import { type Change, MailFilters } from './mail-filters.tsx'
import { MailRows, Pages } from './mail-rows.tsx'
import { MessageDialog } from './message-dialog.tsx'
import { daysQuery, traceQuery } from './queries.ts'
import { type MailSearch, mailSearch } from './search.ts'
import { StoppedDays } from './stopped-days.tsx'
import { mailTitle } from './wording.ts'
import './mail.css'

export function Mail(): JSX.Element {
  const search = useSearch({ from: '/app/mail' })
  return (
    <Loaded query={useQuery(clientsQuery)} skeleton={<TitleSkeleton />}>
      {({ clients }) => {
        const client = clients.find(({ id }) => id === search.clientId) ?? clients[0]
        return client ? <OfClient key={client.id} client={client} clients={clients} search={search} /> : <NoClient />
      }}
    </Loaded>
  )
}

function NoClient(): JSX.Element {
  return (
    <Page title="No mail is taken yet">
      <Empty title="Mail belongs to a client" action={<Link to="/clients">Make the first client</Link>}>
        Mainstay takes mail for a client’s domains, stops what is bad, and hands on the rest.
      </Empty>
    </Page>
  )
}

function OfClient({ client, clients, search }: { client: Client; clients: readonly Client[]; search: MailSearch }): JSX.Element {
  const navigate = useNavigate({ from: '/mail' })
  const days = useQuery(daysQuery(client.id))
  // Whatever is looked for, it begins on its first page.
  const change: Change = (next) =>
    void navigate({ search: (now: MailSearch) => mailSearch({ ...now, page: undefined, ...next }), replace: true })
  return (
    <InZone zone={client.zone}>
      <Page
        wide
        title={days.data ? mailTitle(client.name, days.data.days) : `${client.name}: mail`}
        actions={
          <NativeSelect
            aria-label="Client"
            value={client.id}
            onChange={({ currentTarget }) => change({ clientId: currentTarget.value })}
            data={clients.map(({ id, name }) => ({ value: id, label: name }))}
          />
        }
      >
        <Loaded query={days} skeleton={<RowsSkeleton rows={2} />}>
          {({ days: counts }) => <StoppedDays counts={counts} />}
        </Loaded>
        <Found client={client} search={search} change={change} />
        <div className="columns-2">
          <Domains clientId={client.id} />
          <Digest clientId={client.id} zone={client.zone} />
        </div>
      </Page>
    </InZone>
  )
}

function Found({ client, search, change }: { client: Client; search: MailSearch; change: Change }): JSX.Element {
  const [open, setOpen] = useState<DeliveryWire | null>(null)
  const page = search.page ?? 1
  return (
    <Section title="Messages">
      <MailFilters search={search} change={change} />
      <Loaded query={useQuery(traceQuery(client.id, search))} skeleton={<RowsSkeleton rows={6} />}>
        {({ deliveries, more }) =>
          deliveries.length === 0 ? (
            <Empty title="No message fits">Loosen what you look for; a word may be the beginning of one.</Empty>
          ) : (
            <>
              <MailRows messages={deliveries} open={setOpen} />
              <Pages page={page} more={more} go={(to) => change({ page: String(to) })} />
            </>
          )
        }
      </Loaded>
      {open === null ? null : <MessageDialog message={open} close={() => setOpen(null)} />}
    </Section>
  )
}
