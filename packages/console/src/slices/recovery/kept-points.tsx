/** A device's restore points: whether each can be trusted, and which are going to be removed when. */
import { Button } from '@mantine/core'
import { type JSX, useState } from 'react'
import type { DeviceKeeping, DeviceRecovery, PointVerdict } from '@mainstay/contract/recovery'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { bytes, count } from '../../ui/format.ts'
import { FormFailure } from '../../ui/messages.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { FalseAlarmDialog } from './false-alarm-dialog.tsx'
import { verdictTone, verdictWord } from './keeping-words.ts'
import { useKeepingChange } from './queries.ts'
import { RemoveDialog } from './remove-dialog.tsx'

type Point = DeviceRecovery['restorePoints'][number]

const POINTS_SHOWN = 8

export function KeptPoints({ points, keeping }: { points: Point[]; keeping: DeviceKeeping }): JSX.Element {
  const newest = [...points].sort((a, b) => b.takenAt.localeCompare(a.takenAt))
  const [all, setAll] = useState(false)
  return (
    <div className="card card-flush">
      <h3 className="list-row">{count(points.length, 'restore point')}</h3>
      {(all ? newest : newest.slice(0, POINTS_SHOWN)).map((point) => (
        <OnePoint key={point.id} point={point} keeping={keeping} />
      ))}
      {newest.length > POINTS_SHOWN && !all ? (
        <div className="list-row">
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show all {newest.length}
          </Button>
        </div>
      ) : null}
      {points.length === 0 ? <p className="list-row soft">The first backup has not been received yet.</p> : null}
    </div>
  )
}

function OnePoint({ point, keeping }: { point: Point; keeping: DeviceKeeping }): JSX.Element {
  const verdict = keeping.verdicts.find(({ restorePointId }) => restorePointId === point.id)
  const stone = keeping.tombstones.find(({ restorePointId }) => restorePointId === point.id)
  const bad = verdict !== undefined && (verdict.verdict === 'suspect' || verdict.verdict === 'infected')
  return (
    <div className="list-row">
      <div className="grow stack-tight">
        <span className="row">
          <Ago at={point.takenAt} />
          <ToneMark tone={verdict ? verdictTone[verdict.verdict] : 'unknown'}>
            {verdict ? verdictWord[verdict.verdict] : 'Not looked into yet'}
          </ToneMark>
        </span>
        <div className="small soft clip">
          {count(point.files, 'file')} in {point.paths.join(', ')}
        </div>
        {verdict ? <Doubts verdict={verdict} /> : null}
        {bad
          ? verdict.evidence.slice(0, 3).map(({ kind, path, detail }) => (
              <div key={`${kind} ${path ?? ''}`} className="small">
                {path === null ? '' : `${path}: `}
                {detail}
              </div>
            ))
          : null}
        {stone ? (
          <div className="small">
            Is going to be removed <Ago at={stone.effectiveAt} />, by {stone.by}: {stone.why}
          </div>
        ) : null}
        <PointActions deviceId={keeping.deviceId} pointId={point.id} stoneId={stone?.id ?? null} bad={bad} />
      </div>
      <div className="num">
        {bytes(point.bytes)}
        <div className="small soft">{bytes(point.bytesAdded)} new</div>
      </div>
    </div>
  )
}

/** What stands beside a verdict: a scanner that is away, and a person's word. */
function Doubts({ verdict: { away, accepted } }: { verdict: PointVerdict }): JSX.Element {
  return (
    <>
      {away.length > 0 ? (
        <div className="small">
          <ToneMark tone="unknown">{away.join(', ')} is away: not looked at anew</ToneMark>
        </div>
      ) : null}
      {accepted ? (
        <div className="small">
          {accepted.by} judged what was found to be a false alarm <Ago at={accepted.at} />: {accepted.why}
        </div>
      ) : null}
    </>
  )
}

function PointActions({
  deviceId,
  pointId,
  stoneId,
  bad,
}: {
  deviceId: string
  pointId: string
  stoneId: string | null
  bad: boolean
}): JSX.Element | null {
  const [opened, setOpened] = useState(false)
  const [judging, setJudging] = useState(false)
  const takeBack = useKeepingChange((id: string) => ({ method: 'DELETE', path: `/api/tombstones/${id}` }))
  if (!useMay('recovery.keep')) return null
  return (
    <div className="row">
      {stoneId === null ? null : (
        <Button variant="default" size="compact-sm" loading={takeBack.isPending} onClick={() => takeBack.mutate(stoneId)}>
          Keep it after all
        </Button>
      )}
      <Button variant="default" size="compact-sm" onClick={() => setOpened(true)}>
        {stoneId === null ? 'Remove' : 'Remove at once'}
      </Button>
      {bad ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setJudging(true)}>
          This is a false alarm
        </Button>
      ) : null}
      <FormFailure error={takeBack.error} />
      <FalseAlarmDialog deviceId={deviceId} pointId={pointId} opened={judging} close={() => setJudging(false)} />
      <RemoveDialog deviceId={deviceId} pointId={pointId} planned={stoneId !== null} opened={opened} close={() => setOpened(false)} />
    </div>
  )
}
