/** One extraction test: what it showed, by which evidence, in what time. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'
import type { DeviceRecovery, ProofResult } from '@mainstay/contract/recovery'
import { Ago, Exactly } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { duration } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, Notice } from '../../ui/messages.tsx'
import { NotKnown } from '../../ui/not-known.tsx'
import { useNow } from '../../ui/now.ts'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import type { Tone } from '../../ui/tone.ts'
import { ToneMark, TonePill } from '../../ui/tone-mark.tsx'
import { InZone } from '../../ui/zone.tsx'
import { useZoneOf } from '../clients/queries.ts'
import { deviceQuery } from '../devices/queries.ts'
import { levelMeaning } from './levels.ts'
import { deviceRecoveryQuery } from './queries.ts'
import { proofTitle } from './proof-title.ts'
import { type ProofRecord, proofTone, proofWord } from './standing.ts'
import './recovery.css'

export function ProofPage(): JSX.Element {
  const { deviceId, proofId } = useParams({ from: '/app/devices/$deviceId/proofs/$proofId' })
  return (
    <Loaded query={useQuery(deviceRecoveryQuery(deviceId))} skeleton={<TitleSkeleton />}>
      {(recovery) => {
        const proof = recovery.proofs.find(({ id }) => id === proofId)
        return proof ? <InZoneOfDevice deviceId={deviceId} recovery={recovery} proof={proof} /> : <Gone recovery={recovery} />
      }}
    </Loaded>
  )
}

/** The record of recovery does not say whose the machine is; its page has asked already. */
function InZoneOfDevice({ deviceId, ...rest }: { deviceId: string; recovery: DeviceRecovery; proof: ProofRecord }): JSX.Element {
  const { data: device } = useQuery(deviceQuery(deviceId))
  return (
    <InZone zone={useZoneOf(device?.clientId)}>
      <Whole {...rest} />
    </InZone>
  )
}

function Gone({ recovery }: { recovery: DeviceRecovery }): JSX.Element {
  return (
    <Page title={`This test of ${recovery.hostname} is not among the newest`}>
      <Empty title="The list holds the newest tests only" action={<BackToDevice recovery={recovery} />} />
    </Page>
  )
}

function BackToDevice({ recovery }: { recovery: DeviceRecovery }): JSX.Element {
  return (
    <Link to="/devices/$deviceId" params={{ deviceId: recovery.deviceId }}>
      {recovery.hostname}
    </Link>
  )
}

function Whole({ recovery, proof }: { recovery: DeviceRecovery; proof: ProofRecord }): JSX.Element {
  const now = useNow()
  const { result } = proof
  return (
    <Page
      title={proofTitle(recovery.hostname, result)}
      over={<BackToDevice recovery={recovery} />}
      lead={
        <>
          Tested <Ago at={proof.at} /> · {new Date(proof.expiresAt) > now ? 'counts until ' : 'expired '}
          <Exactly at={proof.expiresAt} />
        </>
      }
      actions={<TonePill tone={proofTone(proof, recovery.asked, now)}>{proofWord(proof, recovery.asked, now)}</TonePill>}
    >
      {result.reasons.map(({ code, text }) => (
        <Notice key={code + text} tone={result.verdict === 'failed' ? 'broken' : 'unknown'} title={text}>
          <span className="small soft">{code}</span>
        </Notice>
      ))}
      <Section title="Levels" aside={`${result.asked} is asked`}>
        <div className="card card-flush level-list">
          {result.levels.map((level) => (
            <div key={level.level} className="level-row">
              <span className="level-name">{level.level}</span>
              <ToneMark tone={toneOf[level.verdict]}>{wordOf[level.verdict]}</ToneMark>
              <span>
                {levelMeaning[level.level]}
                <span className="soft"> · {level.evidence}</span>
              </span>
              <span className="num soft">{level.verdict === 'not-asked' ? '' : duration(level.seconds)}</span>
            </div>
          ))}
        </div>
      </Section>
      {result.checks.length > 0 ? <Checks checks={result.checks} /> : null}
      <div className="columns-2">
        <div className="card stack">
          <h3>What it means</h3>
          <Facts rows={meaning(result)} />
        </div>
        <div className="card stack">
          <h3>Where the time went</h3>
          <Timings timings={result.timings} />
        </div>
      </div>
    </Page>
  )
}

const toneOf: Record<ProofResult['levels'][number]['verdict'], Tone> = {
  passed: 'good',
  failed: 'broken',
  unknown: 'unknown',
  'not-asked': 'unknown',
}
const wordOf: Record<ProofResult['levels'][number]['verdict'], string> = {
  passed: 'Passed',
  failed: 'Failed',
  unknown: 'Could not run',
  'not-asked': 'Not asked',
}

function Checks({ checks }: { checks: ProofResult['checks'] }): JSX.Element {
  return (
    <Section title="Checks">
      <div className="card card-flush level-list">
        {checks.map((check, index) => (
          <div key={`${check.kind} ${index}`} className="level-row">
            <span className="level-name">{check.kind}</span>
            <ToneMark tone={toneOf[check.verdict]}>{wordOf[check.verdict]}</ToneMark>
            <span className="soft">{check.evidence}</span>
            <span className="num soft">{duration(check.seconds)}</span>
          </div>
        ))}
      </div>
    </Section>
  )
}

function meaning({ restorePoint, rpoSeconds, rtoSeconds, accelerator }: ProofResult): [string, ReactNode][] {
  return [
    ['Restore point', restorePoint && <code>{restorePoint.id.slice(0, 8)}</code>],
    ['Taken', restorePoint && <Exactly at={restorePoint.takenAt} />],
    ['Received by the server', restorePoint?.receivedAt ? <Exactly at={restorePoint.receivedAt} /> : null],
    ['Kind', restorePoint && (restorePoint.kind === 'image' ? 'disk image' : 'files')],
    ['Age of the data at the test (RPO)', rpoSeconds === null ? null : duration(rpoSeconds)],
    ['From start to all checks passed (RTO)', rtoSeconds === null ? null : duration(rtoSeconds)],
    ...(accelerator === null ? [] : [['Processor of the sandbox', accelerator] satisfies [string, string]]),
  ]
}

function Timings({ timings }: { timings: ProofResult['timings'] }): JSX.Element {
  const rows = Object.entries(timings)
  if (rows.length === 0) return <NotKnown>no step ran</NotKnown>
  const longest = Math.max(...rows.map(([, seconds]) => seconds), 0.001)
  return (
    <ul className="bars">
      {rows.map(([step, seconds]) => (
        <li key={step} className="bar">
          <span className="clip">{step}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ width: `${(seconds / longest) * 100}%` }} />
          </span>
          <span className="num">{duration(seconds)}</span>
        </li>
      ))}
    </ul>
  )
}
