/** The recovery board: who could not come back tonight? A row for each system, a cell for each day. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { Client } from '@mainstay/contract/clients'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { Failure, Empty } from '../../ui/messages.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { useNow } from '../../ui/now.ts'
import { Page, Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { InZone } from '../../ui/zone.tsx'
import { clientsQuery } from '../clients/queries.ts'
import { DayStrip } from './day-strip.tsx'
import { PromiseCells } from './promise.tsx'
import { clientRecoveryQuery } from './queries.ts'
import { boardTitle, dayCells, STANDINGS, standingReason, standingTone, standingWord } from './standing.ts'
import './board.css'

export function Board(): JSX.Element {
  return (
    <Loaded
      query={useQuery(clientsQuery)}
      skeleton={
        <Page title="Recovery">
          <RowsSkeleton />
        </Page>
      }
    >
      {({ clients }) => <OfClients clients={clients} />}
    </Loaded>
  )
}

function OfClients({ clients }: { clients: Client[] }): JSX.Element {
  const answers = useQueries({ queries: clients.map(({ id }) => clientRecoveryQuery(id)) })
  const complete = answers.every(({ data }) => data !== undefined)
  const systems = answers.flatMap(({ data }) => data?.devices ?? [])
  return (
    <Page
      wide
      title={complete ? boardTitle(systems) : 'Recovery'}
      lead="Who could not come back tonight? Each cell is a day, and opens its test."
    >
      {complete && systems.length === 0 ? (
        <Empty title="Systems appear here as they enrol" action={<Link to="/devices/add">Add a device</Link>}>
          Then choose what to protect; a test of the restore runs by itself after each backup.
        </Empty>
      ) : null}
      {clients.map((client, index) => {
        const answer = answers[index]
        if (answer?.data !== undefined) return <OfClient key={client.id} client={client} systems={answer.data.devices} />
        if (answer?.isError) return <Failure key={client.id} error={answer.error} retry={() => void answer.refetch()} />
        return <RowsSkeleton key={client.id} rows={3} />
      })}
      <Legend />
    </Page>
  )
}

function OfClient({ client, systems }: { client: Client; systems: DeviceRecovery[] }): JSX.Element | null {
  if (systems.length === 0) return null
  const worstFirst = [...systems].sort((a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing))
  return (
    <InZone zone={client.zone}>
      <Section
        title={client.name}
        aside={
          <Link to="/clients/$clientId" params={{ clientId: client.id }}>
            Open the client
          </Link>
        }
      >
        <BoardTable systems={worstFirst} zone={client.zone} />
      </Section>
    </InZone>
  )
}

export function BoardTable({ systems, zone }: { systems: readonly DeviceRecovery[]; zone: string }): JSX.Element {
  const now = useNow()
  return (
    <div className="card card-flush table-scroll">
      <table className="table board">
        <thead>
          <tr>
            <th>System</th>
            <th>Standing</th>
            <th className="board-days">Last 31 days</th>
            <th className="num">RPO</th>
            <th className="num">RTO</th>
          </tr>
        </thead>
        <tbody>
          {systems.map((system) => (
            <tr key={system.deviceId}>
              <td>
                <Link to="/devices/$deviceId" params={{ deviceId: system.deviceId }} className="board-name">
                  {system.hostname}
                </Link>
              </td>
              <td className="board-standing">
                <ToneMark tone={standingTone[system.standing]}>{standingWord[system.standing]}</ToneMark>
                <div className="small soft">{standingReason(system)}</div>
              </td>
              <td className="board-days">
                <DayStrip
                  cells={dayCells(system, { days: 31, zone, now })}
                  deviceId={system.deviceId}
                  label={`Tests of ${system.hostname}, 31 days`}
                />
              </td>
              <PromiseCells recovery={system} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Legend(): JSX.Element {
  return (
    <ul className="row soft small" aria-label="What the cells mean">
      <li className="legend">
        <span className="strip-cell legend-cell strip-good">L2</span> passed what is asked
      </li>
      <li className="legend">
        <span className="strip-cell legend-cell strip-attention">L1</span> passed less, or expired
      </li>
      <li className="legend">
        <span className="strip-cell legend-cell strip-broken">×</span> failed
      </li>
      <li className="legend">
        <span className="strip-cell legend-cell strip-unknown">?</span> could not run
      </li>
      <li className="legend">
        <span className="strip-cell legend-cell strip-none" /> no test
      </li>
    </ul>
  )
}
