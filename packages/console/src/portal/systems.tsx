/** The firm's systems in an owner's words: does each work, would it come back? */
import { useQueries } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { ClientSystem } from '@mainstay/contract/reports'
import { useMay, useMe } from '../app/session.ts'
import { standingTone } from '../slices/recovery/standing.ts'
import { Ago } from '../ui/ago.tsx'
import { AppLink } from '../ui/app-link.tsx'
import { Empty, Failure } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { toneOfState } from '../ui/tone.ts'
import { ToneMark } from '../ui/tone-mark.tsx'
import { PortalPage } from './portal-page.tsx'
import { systemsQuery } from './queries.ts'
import { recoveryForOwners, systemsTitle, workingForOwners } from './words.ts'

export function Systems(): JSX.Element {
  const me = useMe()
  const clients = me === null || me.clients === 'all' ? [] : me.clients
  const answers = useQueries({ queries: clients.map((id) => systemsQuery(id)) })
  const failed = answers.find(({ isError, data }) => isError && data === undefined)
  const systems = answers.flatMap(({ data }) => data?.systems ?? [])
  if (failed?.error) return <Failure error={failed.error} retry={() => void failed.refetch()} />
  if (answers.some(({ isPending }) => isPending)) return <RowsSkeleton rows={3} />
  return (
    <PortalPage title={systemsTitle(systems)}>
      {systems.length === 0 ? <Empty title="None of your systems is looked after here yet">Your provider adds them.</Empty> : null}
      <ul className="stack">
        {systems.map((system) => (
          <li key={system.deviceId}>
            <OneSystem system={system} />
          </li>
        ))}
      </ul>
    </PortalPage>
  )
}

function OneSystem({ system }: { system: ClientSystem }): JSX.Element {
  const maySee = useMay('recovery.sandbox') && system.standing !== 'not-protected'
  return (
    <section className="card stack" aria-label={system.hostname}>
      <div className="row-between">
        <h2>{system.hostname}</h2>
        <span className="soft">{system.siteName}</span>
      </div>
      <div className="stack-tight">
        <ToneMark tone={standingTone[system.standing]}>{recoveryForOwners(system)}</ToneMark>
        {system.proof ? (
          <span className="soft">
            Last brought back in a test <Ago at={system.proof.at} />
          </span>
        ) : null}
        {system.lastCleanAt ? (
          <span className="soft">
            The last clean copy is from <Ago at={system.lastCleanAt} />
          </span>
        ) : null}
      </div>
      <ToneMark tone={toneOfState(system.state)}>{workingForOwners(system.state)}</ToneMark>
      {maySee ? <AppLink href={`/portal/systems/${system.deviceId}`}>See {system.hostname} as it would come back</AppLink> : null}
    </section>
  )
}
