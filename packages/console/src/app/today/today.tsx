/** Today: what needs a person now, and in what order? */
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { clientsQuery } from '../../slices/clients/queries.ts'
import { openIncidentsQuery } from '../../slices/monitoring/queries.ts'
import { clientRecoveryQuery } from '../../slices/recovery/queries.ts'
import { reportsQuery } from '../../slices/reports/queries.ts'
import { ticketPageQuery } from '../../slices/servicedesk/queries.ts'
import { waitingQuery } from '../../slices/trust/queries.ts'
import { Ago } from '../../ui/ago.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { FirstRows } from '../../ui/first-rows.tsx'
import { Icon, ToneShape } from '../../ui/icons.tsx'
import { Empty, Failure } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { useNow } from '../../ui/now.ts'
import { toneWord } from '../../ui/tone.ts'
import { type Group, groupsOf, type Item, todayTitle } from './items.ts'

export function Today(): JSX.Element {
  const clients = useQuery(clientsQuery)
  const incidents = useQuery(openIncidentsQuery())
  const reports = useQuery(reportsQuery)
  const waiting = useQuery(waitingQuery)
  const tickets = useQuery(ticketPageQuery({}, 1))
  const now = useNow()
  const all = clients.data?.clients ?? []
  const recovery = useQueries({ queries: all.map(({ id }) => clientRecoveryQuery(id)) })
  const parts = [clients, incidents, reports, waiting, tickets, ...recovery]
  const failed = parts.filter(({ isError, data }) => isError && data === undefined)
  const complete = parts.every(({ data }) => data !== undefined)
  const groups = groupsOf({
    clients: all,
    incidents: incidents.data?.rows ?? [],
    reports: reports.data?.reports ?? [],
    waiting: waiting.data?.waiting ?? [],
    tickets: tickets.data?.rows ?? [],
    now,
    recovery: new Map(all.map(({ id }, index) => [id, recovery[index]?.data?.devices ?? []])),
  })
  const items = groups.flatMap((group) => group.items)
  if (clients.data && all.length === 0) return <Beginning />
  return (
    <Page
      title={complete || failed.length > 0 ? todayTitle(items) : 'Today'}
      lead="By urgency: who is stopped, what would not come back, what waits for you."
    >
      {failed.map((part, index) => (
        <Failure key={`failed ${index}`} error={part.error ?? new Error('unknown')} retry={() => void part.refetch()} />
      ))}
      {groups.map((group) => (
        <OfClient key={group.client.id} group={group} />
      ))}
      {!complete && failed.length === 0 ? <RowsSkeleton rows={4} /> : null}
      {complete && items.length === 0 ? (
        <Empty title="No incident is open, every system is proven, nothing waits" action={<Link to="/recovery">See the proofs</Link>}>
          This is what the records say now. A machine that falls silent or a proof that expires appears here by itself.
        </Empty>
      ) : null}
    </Page>
  )
}

/** Of each client, the most urgent first. */
const ROWS_SHOWN = 8

function OfClient({ group: { client, items } }: { group: Group }): JSX.Element {
  return (
    <Section
      title={client.name}
      aside={
        <Link to="/clients/$clientId" params={{ clientId: client.id }}>
          Open the client
        </Link>
      }
    >
      <FirstRows rows={items} most={ROWS_SHOWN} noun="thing">
        {(item) => (
          <li key={item.key}>
            <Row item={item} />
          </li>
        )}
      </FirstRows>
    </Section>
  )
}

function Row({ item }: { item: Item }): JSX.Element {
  return (
    <AppLink href={item.href} className="list-row">
      <ToneShape tone={item.tone} size={20} />
      <span className="grow">
        <span className="visually-hidden">{toneWord[item.tone]}: </span>
        <strong>{item.text}</strong>
        <div className="soft">{item.detail}</div>
      </span>
      {item.since ? (
        <span className="soft num">
          began <Ago at={item.since} />
        </span>
      ) : null}
      <Icon name="next" />
    </AppLink>
  )
}

function Beginning(): JSX.Element {
  return (
    <Page title="Nothing is looked after yet">
      <Empty title="Start with a client" action={<Link to="/clients">Make the first client</Link>}>
        Then enrol a machine, choose what to protect, and sign it. From there on the tests run by themselves.
      </Empty>
    </Page>
  )
}
