/** The firm's systems in an owner's words: does each work, would it come back? */
import { useQueries, useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { DeviceRow } from '@mainstay/contract/monitoring'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { deviceSearchQuery } from '../slices/devices/queries.ts'
import { deviceRecoveryQuery } from '../slices/recovery/queries.ts'
import { standingTone } from '../slices/recovery/standing.ts'
import { Ago } from '../ui/ago.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Empty } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { toneOfState } from '../ui/tone.ts'
import { ToneMark } from '../ui/tone-mark.tsx'
import { PortalPage } from './portal-page.tsx'
import { recoveryForOwners, systemsTitle, workingForOwners } from './words.ts'

export function Systems(): JSX.Element {
  return (
    <Loaded query={useQuery(deviceSearchQuery(''))} skeleton={<RowsSkeleton rows={3} />}>
      {({ rows }) => <List rows={rows} />}
    </Loaded>
  )
}

function List({ rows }: { rows: DeviceRow[] }): JSX.Element {
  const answers = useQueries({ queries: rows.map(({ id }) => deviceRecoveryQuery(id)) })
  const known = answers.flatMap(({ data }) => (data ? [data] : []))
  return (
    <PortalPage title={systemsTitle(rows.length, known)}>
      {rows.length === 0 ? <Empty title="None of your systems is looked after here yet" /> : null}
      <ul className="stack">
        {rows.map((row, index) => (
          <li key={row.id}>
            <OneSystem row={row} recovery={answers[index]?.data} />
          </li>
        ))}
      </ul>
    </PortalPage>
  )
}

function OneSystem({ row, recovery }: { row: DeviceRow; recovery: DeviceRecovery | undefined }): JSX.Element {
  const newest = recovery?.proofs.find(({ result }) => result.verdict === 'passed')
  return (
    <section className="card stack" aria-label={row.hostname}>
      <h2>{row.hostname}</h2>
      {recovery ? (
        <div className="stack-tight">
          <ToneMark tone={standingTone[recovery.standing]}>{recoveryForOwners(recovery)}</ToneMark>
          {newest ? (
            <span className="soft">
              Last proven <Ago at={newest.at} />
            </span>
          ) : null}
        </div>
      ) : null}
      <ToneMark tone={toneOfState(row.state)}>{workingForOwners(row.state)}</ToneMark>
    </section>
  )
}
