/** The queue: what do I take next? By time left, live, with the keyboard. */
import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type JSX, useCallback, useState } from 'react'
import type { TicketList } from '@mainstay/contract/servicedesk'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { clientsQuery } from '../clients/queries.ts'
import { NewTicketDialog } from './new-ticket.tsx'
import { forecastQuery, rotaQuery, ticketPageQuery } from './queries.ts'
import { TicketRows } from './ticket-rows.tsx'
import { type TicketListSearch, ticketListSearch } from './ticket-search.ts'
import { dutyWords, forecastWords, queueTitle } from './wording.ts'
import '../../ui/filters.css'
import './tickets.css'

export function Tickets(): JSX.Element {
  const search = useSearch({ from: '/app/tickets' })
  const navigate = useNavigate({ from: '/tickets' })
  const first = useQuery(ticketPageQuery(search, 1))
  const [opening, setOpening] = useState(false)
  const mayWrite = useMay('servicedesk.write')
  const change = useCallback(
    (next: Record<string, string | undefined>) =>
      void navigate({ search: (now: TicketListSearch) => ticketListSearch({ ...now, ...next }), replace: true }),
    [navigate],
  )
  return (
    <Page
      wide
      title={first.data ? queueTitle(first.data) : 'Tickets'}
      lead={<QueueLead />}
      actions={
        <>
          <Link to="/desk/templates">Templates and what recurs</Link>
          <Link to="/desk/mailbox">The desk’s mailbox</Link>
          {mayWrite ? <Button onClick={() => setOpening(true)}>New ticket</Button> : null}
        </>
      }
    >
      <NewTicketDialog opened={opening} close={() => setOpening(false)} />
      <div className="stack">
        <Filters search={search} change={change} counts={first.data?.counts} />
        <Loaded query={first} skeleton={<RowsSkeleton rows={8} />}>
          {({ total }) => (total === 0 ? <NothingHere search={search} /> : <TicketRows search={search} total={total} />)}
        </Loaded>
      </div>
    </Page>
  )
}

function QueueLead(): JSX.Element {
  const rota = useQuery(rotaQuery)
  const forecast = useQuery(forecastQuery)
  return (
    <span className="queue-lead">
      In the order in which a promise runs out.{' '}
      {rota.data ? (
        <>
          <Link to="/desk/rota">{dutyWords(rota.data)}</Link>.{' '}
        </>
      ) : null}
      {forecast.data?.forecast ? forecastWords(forecast.data.forecast) : null}
    </span>
  )
}

type FiltersProps = {
  search: TicketListSearch
  change: (next: Record<string, string | undefined>) => void
  counts: TicketList['counts'] | undefined
}

const VIEWS = [
  { view: undefined, name: 'Open', count: 'open' },
  { view: 'mine', name: 'Mine', count: 'mine' },
  { view: 'unassigned', name: 'Nobody’s', count: 'unassigned' },
  { view: 'waiting', name: 'Waiting', count: 'waiting' },
  { view: 'done', name: 'Done', count: null },
] as const

function Filters({ search, change, counts }: FiltersProps): JSX.Element {
  const { data: clients } = useQuery(clientsQuery)
  return (
    <div className="filters filters-wide">
      <div className="chips" role="group" aria-label="Which tickets">
        {VIEWS.map(({ view, name, count }) => (
          <button key={name} type="button" aria-pressed={search.view === view} onClick={() => change({ view })}>
            {name}
            {count === null ? null : <span className="num">{counts?.[count] ?? ''}</span>}
          </button>
        ))}
      </div>
      <SearchBox
        label="Search by subject, person or number"
        placeholder="Subject, person, #number"
        q={search.q ?? ''}
        search={(q) => change({ q })}
      />
      <NativeSelect
        aria-label="Client"
        value={search.clientId ?? ''}
        onChange={({ currentTarget }) => change({ clientId: currentTarget.value || undefined })}
        data={[{ value: '', label: 'Every client' }, ...(clients?.clients ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
      />
    </div>
  )
}

function NothingHere({ search }: { search: TicketListSearch }): JSX.Element {
  if (Object.keys(search).length > 0)
    return (
      <Empty title="No ticket fits" action={<Link to="/tickets">Show every open ticket</Link>}>
        Loosen a filter, or look for a part of the subject.
      </Empty>
    )
  return (
    <Empty title="Nobody waits for you" action={<Link to="/clients">Look at the clients’ hours and targets</Link>}>
      Tickets come from the portal, from incidents, and from calls that you write down here.
    </Empty>
  )
}
