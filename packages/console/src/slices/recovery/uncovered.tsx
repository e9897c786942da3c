/** What the policy of a device does not protect, as its agent saw the machine. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { Coverage } from '@mainstay/contract/recovery'
import { Ago } from '../../ui/ago.tsx'
import { bytes, count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { CardsSkeleton } from '../../ui/skeletons.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { coverageQuery } from './queries.ts'

export function Uncovered({ deviceId }: { deviceId: string }): JSX.Element {
  return (
    <Loaded query={useQuery(coverageQuery(deviceId))} skeleton={<CardsSkeleton cards={1} />}>
      {(coverage) => <Gaps deviceId={deviceId} coverage={coverage} />}
    </Loaded>
  )
}

function Gaps({ deviceId, coverage }: { deviceId: string; coverage: Coverage }): JSX.Element {
  const { seenAt, notProtected } = coverage
  if (seenAt === null)
    return (
      <div className="card stack-tight">
        <ToneMark tone="unknown">What it leaves out is not known</ToneMark>
        <span className="soft">Its agent has not looked at the machine for databases and large folders.</span>
      </div>
    )
  if (notProtected.length === 0)
    return (
      <div className="card stack-tight">
        <ToneMark tone="good">Nothing that the agent saw is left out</ToneMark>
        <span className="soft">
          File systems, databases that run, large folders, volumes of Docker; looked at <Ago at={seenAt} />.
        </span>
      </div>
    )
  return (
    <div className="card stack">
      <div className="row-between">
        <ToneMark tone="attention">Not protected: {count(notProtected.length, 'thing')} that the agent saw</ToneMark>
        <Link to="/devices/$deviceId/protection" params={{ deviceId }}>
          Change what is protected
        </Link>
      </div>
      <ul className="stack-tight uncovered">
        {notProtected.map(({ kind, name, why, bytes: size }) => (
          <li key={`${kind} ${name}`}>
            <strong>{name}</strong>
            <span className="soft">
              {' '}
              {size === null ? '' : `${bytes(size)}, `}
              {why}
            </span>
          </li>
        ))}
      </ul>
      <span className="small soft">
        Looked at <Ago at={seenAt} />
      </span>
    </div>
  )
}
