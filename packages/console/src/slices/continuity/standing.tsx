/** Whether the plan holds: proven when, due when, what changed since it was approved. */
import type { JSX } from 'react'
import type { Continuity } from '@mainstay/contract/continuity'
import { Exactly } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Notice } from '../../ui/messages.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { proofWords } from './wording.ts'
import './continuity.css'

export function PlanStanding({ whole }: { whole: Continuity }): JSX.Element | null {
  const { inForce, drift, proof } = whole
  if (inForce?.answer == null) return null
  const { tone, text } = proofWords(proof)
  return (
    <>
      <div className="card">
        <Facts
          rows={[
            [
              'Proof',
              <ToneMark key="proof" tone={tone}>
                {text}
              </ToneMark>,
            ],
            [
              'Approved by',
              <>
                {inForce.answer.by} ({inForce.answer.identified}), <Exactly at={inForce.answer.at} />
              </>,
            ],
            [
              'On paper',
              <a key="paper" href={`/api/continuity/plans/${inForce.id}/paper`} target="_blank" rel="noreferrer">
                Version {inForce.version} as a PDF
              </a>,
            ],
          ]}
        />
      </div>
      {drift.length === 0 ? null : (
        <Notice tone="attention" title="Since the plan was approved">
          <ul className="plan-list">
            {drift.map(({ kind, deviceId, text: what }) => (
              <li key={`${kind} ${deviceId}`}>{what}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}
