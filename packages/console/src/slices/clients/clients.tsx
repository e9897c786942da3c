/** The clients, each with how it stands; the worst first. */
import { Button } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { Client } from '@mainstay/contract/clients'
import { useMay } from '../../app/session.ts'
import { count } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TONES } from '../../ui/tone.ts'
import { TonePill } from '../../ui/tone-mark.tsx'
import { clientRecoveryQuery } from '../recovery/queries.ts'
import { NewClientDialog } from './new-client.tsx'
import { clientsQuery } from './queries.ts'
import { type ClientStanding, clientStanding, clientsTitle } from './standing.ts'

export function Clients(): JSX.Element {
  const clients = useQuery(clientsQuery)
  const mayAdd = useMay('clients.write')
  const [adding, setAdding] = useState(false)
  const rows = useRows(clients.data?.clients ?? [])
  const standings = rows.flatMap(({ standing }) => standing ?? [])
  const add = mayAdd ? <Button onClick={() => setAdding(true)}>New client</Button> : null
  return (
    <Page title={clients.data ? clientsTitle(clients.data.clients.length, standings) : 'Clients'} actions={add}>
      <Loaded query={clients} skeleton={<RowsSkeleton />}>
        {({ clients: all }) =>
          all.length === 0 ? (
            <Empty title="A client is a firm that you look after" action={add}>
              It has sites, and devices stand at them. Make the first one to enrol a machine.
            </Empty>
          ) : (
            <List rows={rows} />
          )
        }
      </Loaded>
      <NewClientDialog opened={adding} close={() => setAdding(false)} />
    </Page>
  )
}

type Row = { client: Client; systems: number; standing: ClientStanding | undefined }

function useRows(clients: readonly Client[]): Row[] {
  const answers = useQueries({ queries: clients.map(({ id }) => clientRecoveryQuery(id)) })
  return clients.map((client, index) => {
    const systems = answers[index]?.data?.devices
    return { client, systems: systems?.length ?? 0, standing: systems && clientStanding(systems, undefined) }
  })
}

function List({ rows }: { rows: Row[] }): JSX.Element {
  return (
    <div className="card card-flush">
      {[...rows].sort(byStandingThenName).map(({ client, systems, standing }) => (
        <Link key={client.id} to="/clients/$clientId" params={{ clientId: client.id }} className="list-row list-row-tall">
          <span className="grow">
            <strong>{client.name}</strong>
            <span className="small soft clip">
              {' '}
              {count(client.sites.length, 'site')} · {client.zone}
            </span>
            {standing ? <div className="soft">{standing.reasons[0]?.text}</div> : null}
          </span>
          <span className="soft num">{standing ? count(systems, 'system') : ''}</span>
          {standing ? <TonePill tone={standing.tone}>{standing.word}</TonePill> : null}
          <Icon name="next" />
        </Link>
      ))}
    </div>
  )
}

function byStandingThenName(a: Row, b: Row): number {
  return rank(a) - rank(b) || a.client.name.localeCompare(b.client.name)
}

function rank({ standing }: Row): number {
  return standing === undefined ? TONES.length : TONES.indexOf(standing.tone)
}
