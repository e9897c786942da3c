/** On a device's page: the last clean copy, where copies are, how much room is used, and what is kept and going to be removed. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { CopyStanding, DeviceKeeping, DeviceRecovery } from '@mainstay/contract/recovery'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { bytes, count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { CardsSkeleton } from '../../ui/skeletons.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { KeepingDialog } from './keeping-dialog.tsx'
import { copyTone, copyWord, keepWords, usedTone, usedWords } from './keeping-words.ts'
import { KeptPoints } from './kept-points.tsx'
import { keepingQuery, useKeepingChange } from './queries.ts'

export function Keeping({ recovery }: { recovery: DeviceRecovery }): JSX.Element {
  return (
    <Loaded query={useQuery(keepingQuery(recovery.deviceId))} skeleton={<CardsSkeleton cards={2} />}>
      {(keeping) => (
        <>
          <Requests keeping={keeping} />
          <div className="columns-2">
            <div className="card stack">
              <LastClean keeping={keeping} />
              <Copies copies={keeping.copies} />
              <Room keeping={keeping} />
              <Kept keeping={keeping} />
            </div>
            <KeptPoints points={recovery.restorePoints} keeping={keeping} />
          </div>
        </>
      )}
    </Loaded>
  )
}

function LastClean({ keeping: { lastClean, verdicts } }: { keeping: DeviceKeeping }): JSX.Element {
  const newest = verdicts[0]
  const bad = newest !== undefined && (newest.verdict === 'suspect' || newest.verdict === 'infected')
  return (
    <div className="stack-tight">
      <ToneMark tone={bad ? 'broken' : lastClean === null ? 'unknown' : 'good'}>
        {lastClean === null ? (
          'No restore point was found clean yet'
        ) : (
          <>
            The last clean copy is from <Ago at={lastClean.takenAt} />
          </>
        )}
      </ToneMark>
      {bad ? (
        <span>
          The newest restore point is not to be trusted: {newest.evidence[0]?.path ?? newest.evidence[0]?.detail}. Nothing removes the last
          clean one.
        </span>
      ) : null}
      {newest === undefined ? null : (
        <span className="soft small">
          Looked into <Ago at={newest.scannedAt} /> by{' '}
          {newest.scanners.map(({ name, signatures }) => `${name} (${signatures})`).join(', ') || 'no scanner'}
        </span>
      )}
    </div>
  )
}

function Copies({ copies }: { copies: CopyStanding[] }): JSX.Element {
  if (copies.length === 0)
    return (
      <div className="stack-tight">
        <ToneMark tone="attention">No copy in another place</ToneMark>
        <span className="soft small">Whoever takes over this server could destroy these backups.</span>
      </div>
    )
  return (
    <>
      {copies.map((copy) => (
        <div key={copy.name} className="stack-tight">
          <ToneMark tone={copyTone[copy.standing]}>
            Copy “{copy.name}”: {copyWord[copy.standing]}
          </ToneMark>
          <span className="soft small">
            {count(copy.restorePoints, 'restore point')}, {bytes(copy.bytes)}, heard <Ago at={copy.saidAt} />
            {copy.proof ? (
              <>
                , proven there <Ago at={copy.proof.at} /> ({copy.proof.verdict} {copy.proof.level ?? ''})
              </>
            ) : null}
          </span>
          {copy.findings.map(({ kind, text }) => (
            <span key={kind}>{text}</span>
          ))}
        </div>
      ))}
    </>
  )
}

function Room({ keeping }: { keeping: DeviceKeeping }): JSX.Element {
  return <ToneMark tone={usedTone(keeping)}>Room used: {usedWords(keeping)}</ToneMark>
}

function Kept({ keeping }: { keeping: DeviceKeeping }): JSX.Element {
  const [opened, setOpened] = useState(false)
  const may = useMay('recovery.keep')
  return (
    <div className="row-between">
      <span className="soft">Kept: {keepWords(keeping.settings)}.</span>
      {may ? (
        <Button variant="default" size="compact-sm" onClick={() => setOpened(true)}>
          Change
        </Button>
      ) : null}
      <KeepingDialog keeping={keeping} opened={opened} close={() => setOpened(false)} />
    </div>
  )
}

function Requests({ keeping: { requests } }: { keeping: DeviceKeeping }): JSX.Element {
  const answer = useKeepingChange((o: { id: string; word: 'approve' | 'refuse' }) => ({
    method: 'POST',
    path: `/api/recovery-requests/${o.id}/${o.word}`,
  }))
  const may = useMay('recovery.keep')
  return (
    <>
      {requests.map((request) => (
        <Notice
          key={request.id}
          tone="attention"
          title={
            request.kind === 'shorten'
              ? `${request.askedBy} asks to shorten the delay to ${count(request.delayDays ?? 0, 'day')}`
              : `${request.askedBy} asks to remove a restore point at once`
          }
        >
          <div className="stack-tight">
            <span>
              {request.takenAt ? (
                <>
                  Restore point of <Ago at={request.takenAt} />.{' '}
                </>
              ) : null}
              “{request.why}”. Another person has to approve, <Ago at={request.expiresAt} /> at the latest.
            </span>
            {may ? (
              <div className="row">
                {request.own ? null : (
                  <Button size="compact-sm" loading={answer.isPending} onClick={() => answer.mutate({ id: request.id, word: 'approve' })}>
                    Approve
                  </Button>
                )}
                <Button variant="default" size="compact-sm" onClick={() => answer.mutate({ id: request.id, word: 'refuse' })}>
                  {request.own ? 'Withdraw' : 'Refuse'}
                </Button>
              </div>
            ) : null}
            <FormFailure error={answer.error} />
          </div>
        </Notice>
      ))}
    </>
  )
}
