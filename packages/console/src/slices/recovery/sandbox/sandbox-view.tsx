/** Looking at a restored server: starting it, its windows with the clock running down, and what was found. Used by the console and the portal. */
import { Button, NativeSelect } from '@mantine/core'
import type { DeviceSandbox, Sandbox } from '@mainstay/contract/recovery'
import { type JSX, lazy, Suspense, useState } from 'react'
import { Exactly } from '../../../ui/ago.tsx'
import { FormFailure, Notice } from '../../../ui/messages.tsx'
import { RowsSkeleton } from '../../../ui/skeletons.tsx'
import { exact } from '../../../ui/when.ts'
import { useZone } from '../../../ui/zone.tsx'
import { FilesWindow } from './files-window.tsx'
import { useSandbox } from './queries.ts'
import { Said, SayForm } from './say-form.tsx'
import { useSeconds } from './seconds.ts'
import { capacitySentence, clock, maySay, progressSentence, type Voice } from './words.ts'
import './sandbox.css'

const ScreenWindow = lazy(() => import('./screen-window.tsx'))
const SerialWindow = lazy(() => import('./serial-window.tsx'))

export function SandboxView({ device, voice }: { device: DeviceSandbox; voice: Voice }): JSX.Element {
  const { newest } = device
  const now = useSeconds()
  const over = newest === null || newest.state === 'ended'
  return (
    <div className="stack-wide">
      {newest?.statement ? <Said statement={newest.statement} voice={voice} /> : null}
      {newest !== null && !over ? <Now sandbox={newest} voice={voice} now={now} /> : null}
      {newest?.state === 'running' ? <Windows sandbox={newest} /> : null}
      {newest !== null && maySay(newest, now) ? <SayForm sandbox={newest} voice={voice} /> : null}
      {over ? <Start device={device} voice={voice} /> : null}
    </div>
  )
}

/** How it stands, until when, and the way to end it. */
function Now({ sandbox, voice, now }: { sandbox: Sandbox; voice: Voice; now: Date }): JSX.Element {
  const { end } = useSandbox(sandbox.deviceId)
  const { seen, endsAt, progress } = sandbox
  return (
    <section className="card row-between" aria-label="How it stands">
      <div className="stack-tight">
        {seen === null ? <p role="status">{progressSentence(progress, voice)}</p> : null}
        {seen?.kind === 'prompt' ? <p role="status">It is up, and asks who you are.</p> : null}
        {seen !== null && seen.kind !== 'prompt' ? <p role="status">{seen.text}</p> : null}
        <p className="small soft">
          Started by {sandbox.startedBy}. It has no way out to any network, and nothing that is done in it stays.
        </p>
        <FormFailure error={end.error} />
      </div>
      <div className="row">
        {endsAt === null ? null : (
          <span className="sandbox-clock" role="timer" aria-label="Time left">
            {clock(Date.parse(endsAt) - now.getTime())}
          </span>
        )}
        <Button variant="default" loading={end.isPending || end.isSuccess} onClick={() => end.mutate(sandbox.id)}>
          End it
        </Button>
      </div>
    </section>
  )
}

const WINDOWS = { screen: 'Screen', serial: 'Console', files: 'Files' } as const
type Shown = keyof typeof WINDOWS

function Windows({ sandbox }: { sandbox: Sandbox }): JSX.Element {
  // A small screen with a keyboard on it does better with text.
  const [shown, setShown] = useState<Shown>(() => (innerWidth < 640 ? 'serial' : 'screen'))
  const offered: Shown[] = sandbox.hasFiles ? ['screen', 'serial', 'files'] : ['screen', 'serial']
  return (
    <section className="stack" aria-label="The server">
      <div role="tablist" aria-label="What of the server" className="sandbox-tabs">
        {offered.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={shown === one} onClick={() => setShown(one)}>
            {WINDOWS[one]}
          </button>
        ))}
      </div>
      <div role="tabpanel" aria-label={WINDOWS[shown]}>
        <Suspense fallback={<Coming />}>
          {shown === 'screen' ? <ScreenWindow sandboxId={sandbox.id} /> : null}
          {shown === 'serial' ? <SerialWindow sandboxId={sandbox.id} /> : null}
          {shown === 'files' ? <FilesWindow sandboxId={sandbox.id} /> : null}
        </Suspense>
      </div>
    </section>
  )
}

function Coming(): JSX.Element {
  return (
    <div aria-busy="true">
      <RowsSkeleton rows={4} />
    </div>
  )
}

function Start({ device, voice }: { device: DeviceSandbox; voice: Voice }): JSX.Element {
  const { start } = useSandbox(device.deviceId)
  const { newest, restorePoints, capacity } = device
  const [point, setPoint] = useState('')
  const zone = useZone()
  const full = capacity.running >= capacity.most
  const newestPoint = restorePoints[0]
  const begin = (): void => start.mutate(point === '' ? {} : { restorePointId: point })
  return (
    <section className="card stack" aria-label="Start it">
      {newest?.end ? <Notice tone={newest.runningAt === null ? 'broken' : 'attention'} title={newest.end.text} /> : null}
      <p>
        {voice === 'portal'
          ? `We switch your server on from its backup, closed off from everything, for ${device.minutes} minutes. You log in as always and look whether your work is there. Your real server notices nothing.`
          : `It is started from the backup in a closed sandbox, for ${device.minutes} minutes. Nothing is restored to the machine, and nothing that is done in it stays.`}
      </p>
      {newestPoint === undefined ? <p className="soft">There is no backup of it yet, so there is nothing to start.</p> : null}
      {restorePoints.length > 1 ? (
        <NativeSelect
          label={voice === 'portal' ? 'As it was' : 'Restore point'}
          value={point}
          data={restorePoints.map(({ id, takenAt }, n) => ({ value: n === 0 ? '' : id, label: exact(new Date(takenAt), zone) }))}
          onChange={({ currentTarget }) => setPoint(currentTarget.value)}
        />
      ) : newestPoint === undefined ? null : (
        <p className="soft">
          As it was on <Exactly at={newestPoint.takenAt} />
        </p>
      )}
      <div className="row">
        <Button loading={start.isPending} disabled={full || newestPoint === undefined} onClick={begin}>
          {voice === 'portal' ? 'Start my server' : 'Start it'}
        </Button>
        <span className="small soft">
          {capacitySentence(capacity)}
          {full && capacity.nextEndsAt !== null ? (
            <>
              {' '}
              The next one ends at the latest on <Exactly at={capacity.nextEndsAt} />.
            </>
          ) : null}
        </span>
      </div>
      <FormFailure error={start.error} />
    </section>
  )
}
