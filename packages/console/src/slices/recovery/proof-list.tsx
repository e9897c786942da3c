/** The tests of a device, newest first, each opening its record. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { Ago } from '../../ui/ago.tsx'
import { count, duration } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/now.ts'
import { TonePill } from '../../ui/tone-mark.tsx'
import { personsWord, proofTone, proofWord } from './standing.ts'

const SHOWN = 8

export function ProofList({ recovery }: { recovery: DeviceRecovery }): JSX.Element {
  const now = useNow()
  const newest = [...recovery.proofs].sort((a, b) => b.at.localeCompare(a.at))
  return (
    <div className="card card-flush">
      <h3 className="list-row">{count(newest.length, 'extraction test')}</h3>
      {newest.slice(0, SHOWN).map((proof) => (
        <Link
          key={proof.id}
          to="/devices/$deviceId/proofs/$proofId"
          params={{ deviceId: recovery.deviceId, proofId: proof.id }}
          className="list-row"
        >
          <TonePill tone={proofTone(proof, recovery.asked, now)}>{proofWord(proof, recovery.asked, now)}</TonePill>
          <span className="grow">
            <Ago at={proof.at} />
            {personsWord(proof.result) ? <div className="small soft">{personsWord(proof.result)}</div> : null}
          </span>
          <span className="soft num">{proof.result.rtoSeconds === null ? '' : `back in ${duration(proof.result.rtoSeconds)}`}</span>
          <Icon name="next" />
        </Link>
      ))}
      {newest.length === 0 ? <p className="list-row soft">None yet. One runs by itself after each backup.</p> : null}
    </div>
  )
}
