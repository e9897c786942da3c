/** On a device's page, first of all: could it come back, proven by what? */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { duration } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure, Notice } from '../../ui/messages.tsx'
import { NotKnown } from '../../ui/not-known.tsx'
import { useNow } from '../../ui/now.ts'
import { Section } from '../../ui/page.tsx'
import { CardsSkeleton } from '../../ui/skeletons.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { useZone } from '../../ui/zone.tsx'
import { DayStrip } from './day-strip.tsx'
import { Keeping } from './keeping.tsx'
import { Achieved, Promised } from './promise.tsx'
import { ProofList } from './proof-list.tsx'
import { deviceRecoveryQuery, useProve } from './queries.ts'
import { dayCells, standingReason, standingTone, standingWord } from './standing.ts'
import { Uncovered } from './uncovered.tsx'
import './recovery.css'

export function DeviceRecoveryPart({ deviceId }: { deviceId: string }): JSX.Element {
  const query = useQuery(deviceRecoveryQuery(deviceId))
  return (
    <Section title="Recovery">
      <Loaded query={query} skeleton={<CardsSkeleton cards={2} />}>
        {(recovery) => (recovery.standing === 'not-protected' ? <NotProtected deviceId={deviceId} /> : <Protected recovery={recovery} />)}
      </Loaded>
    </Section>
  )
}

function NotProtected({ deviceId }: { deviceId: string }): JSX.Element {
  return (
    <Empty
      title="Nothing of this machine would come back"
      action={
        <Link to="/devices/$deviceId/protection" params={{ deviceId }}>
          Choose what to protect
        </Link>
      }
    >
      No signed policy protects it, and there is no restore point. A test can only prove what is backed up.
    </Empty>
  )
}

function Protected({ recovery }: { recovery: DeviceRecovery }): JSX.Element {
  const zone = useZone()
  const now = useNow()
  const { promised, rto } = recovery
  return (
    <>
      <div className="card stack">
        <div className="row-between">
          <div className="stack-tight">
            <span className="recovery-standing">
              <ToneMark tone={standingTone[recovery.standing]}>{standingWord[recovery.standing]}</ToneMark>
            </span>
            <span className="soft">{standingReason(recovery)}</span>
          </div>
          <div className="row">
            <SeeIt deviceId={recovery.deviceId} points={recovery.restorePoints.length} />
            <ProveNow deviceId={recovery.deviceId} points={recovery.restorePoints.length} />
          </div>
        </div>
        <div className="recovery-figures">
          <Figure name="Newest data proven to come back (RPO)">
            <Achieved seconds={recovery.rpoSeconds} promised={promised?.rpoSeconds} />
            <Promised seconds={promised?.rpoSeconds} />
          </Figure>
          <Figure name="Time to bring it back, last test (RTO)">
            <Achieved seconds={rto.last} promised={promised?.rtoSeconds} />
            <Promised seconds={promised?.rtoSeconds} />
          </Figure>
          <Figure name="Worst of the last tests">
            <span>{rto.worst === null ? <NotKnown /> : duration(rto.worst)}</span>
          </Figure>
          <Figure name="Age of the newest backup">
            <span>{recovery.newestBackupAgeSeconds === null ? <NotKnown /> : duration(recovery.newestBackupAgeSeconds)}</span>
            <span className="soft">a backup that ran, not a proof</span>
          </Figure>
        </div>
        <LastBackup last={recovery.lastBackup} />
        <DayStrip cells={dayCells(recovery, { days: 31, zone, now })} deviceId={recovery.deviceId} label="Tests of the last 31 days" />
      </div>
      <Uncovered deviceId={recovery.deviceId} />
      <Keeping recovery={recovery} />
      <ProofList recovery={recovery} />
    </>
  )
}

function LastBackup({ last }: { last: DeviceRecovery['lastBackup'] }): JSX.Element | null {
  if (last === null || last.outcome === 'done') return null
  const failed = last.outcome === 'failed'
  return (
    <Notice tone={failed ? 'broken' : 'attention'} title={failed ? 'The last backup failed' : 'The last backup left something out'}>
      <Ago at={last.endedAt} />: {last.message}
    </Notice>
  )
}

function Figure({ name, children }: { name: string; children: ReactNode }): JSX.Element {
  return (
    <div className="figure">
      <span className="small soft">{name}</span>
      {children}
    </div>
  )
}

/** Its page starts it from the backup, and shows its screen. */
function SeeIt({ deviceId, points }: { deviceId: string; points: number }): JSX.Element | null {
  if (!useMay('recovery.sandbox') || points === 0) return null
  return (
    <Link to="/devices/$deviceId/sandbox" params={{ deviceId }}>
      See it run from its backup
    </Link>
  )
}

function ProveNow({ deviceId, points }: { deviceId: string; points: number }): JSX.Element | null {
  const prove = useProve(deviceId)
  if (!useMay('recovery.prove') || points === 0) return null
  return (
    <div className="stack-tight">
      <Button variant="default" loading={prove.isPending} disabled={prove.isSuccess} onClick={() => prove.mutate()}>
        {prove.isSuccess ? 'A test is queued' : 'Prove it now'}
      </Button>
      <FormFailure error={prove.error} />
    </div>
  )
}
