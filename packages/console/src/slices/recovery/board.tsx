/** The recovery board: who could not come back tonight? A row for each system, a cell for each day. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { Client } from '@mainstay/contract/clients'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { Failure, Empty } from '../../ui/messages.tsx'
import { FirstRows } from '../../ui/first-rows.tsx'
import { duration } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { useNow } from '../../ui/now.ts'
import { Page, Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { InZone } from '../../ui/zone.tsx'
import { clientsQuery } from '../clients/queries.ts'
import { Copies } from './copies.tsx'
import { DayStrip } from './day-strip.tsx'
import { Achieved } from './promise.tsx'
import { clientRecoveryQuery } from './queries.ts'
import { boardTitle, dayCells, standingReason, standingTone, standingWord, worstFirst } from './standing.ts'
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
      {systems.length > 0 ? <Legend /> : null}
      <Copies />
    </Page>
  )
}

function OfClient({ client, systems }: { client: Client; systems: DeviceRecovery[] }): JSX.Element | null {
  if (systems.length === 0) return null
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
        <BoardRows systems={worstFirst(systems)} zone={client.zone} />
      </Section>
    </InZone>
  )
}

/** Of each client, the worst first. */
const ROWS_SHOWN = 10

export function BoardRows({ systems, zone }: { systems: readonly DeviceRecovery[]; zone: string }): JSX.Element {
  const now = useNow()
  return (
    <FirstRows rows={systems} most={ROWS_SHOWN} noun="system">
      {(system) => (
        <li key={system.deviceId} className="board-row">
          <div className="board-head">
            <div className="board-name">
              <Link to="/devices/$deviceId" params={{ deviceId: system.deviceId }}>
                {system.hostname}
              </Link>
              <div className="soft">{standingReason(system)}</div>
            </div>
            <ToneMark tone={standingTone[system.standing]}>{standingWord[system.standing]}</ToneMark>
            <Figure name="RPO" achieved={system.rpoSeconds} promised={system.promised?.rpoSeconds} />
            <Figure name="RTO" achieved={system.rto.last} promised={system.promised?.rtoSeconds} />
          </div>
          <DayStrip
            cells={dayCells(system, { days: 31, zone, now })}
            deviceId={system.deviceId}
            label={`Tests of ${system.hostname}, 31 days`}
          />
        </li>
      )}
    </FirstRows>
  )
}

function Figure({ name, achieved, promised }: { name: string; achieved: number | null; promised: number | undefined }): JSX.Element {
  return (
    <div className="board-figure">
      <span className="small soft">{name}</span>
      <Achieved seconds={achieved} promised={promised} />
      <span className="small soft">{promised === undefined ? '' : `of ${duration(promised)}`}</span>
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
