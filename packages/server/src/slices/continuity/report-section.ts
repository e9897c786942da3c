/** What the monthly report says of the plan: in force or not, when it was proven, what changed since, what is due. */
import type { Continuity } from '@mainstay/contract/continuity'
import type { ReportSection, Tone } from '@mainstay/contract/reports'
import { proofSentence } from './domain/words.ts'

const MOST = 6

/** Null where there was never a plan nor a drill: nothing to say, the standards speak of what is missing. */
export function planSection(one: Continuity, asOf: Date): Omit<ReportSection, 'id'> | null {
  const { inForce, working, proof, drift } = one
  if (inForce === null && working?.presented == null) return null
  return {
    slot: 'detail',
    title: 'Your recovery plan',
    sentence:
      inForce === null
        ? 'A disaster-recovery plan waits for your approval in the portal; none is in force.'
        : `Version ${inForce.version} is in force, approved by ${inForce.answer?.by ?? ''}. ${proofSentence(proof)}`,
    tone: toneOf(one),
    facts: proof.due.map(({ kind, on, overdue }) => ({
      label: `Next ${kind} drill`,
      value: on,
      tone: overdue ? ('attention' as const) : ('good' as const),
      note: overdue ? 'overdue' : null,
      href: null,
    })),
    rows: drift.slice(0, MOST).map(({ kind, text }) => ({
      text: `Since approval: ${text}`,
      when: null,
      tone: kind === 'copy-gained' ? ('good' as const) : ('attention' as const),
    })),
    strip: [],
    source: 'disaster-recovery plan',
    freshAsOf: asOf.toISOString(),
  }
}

/** Good only with a drill that passed, nothing overdue, and the plan as the records are. */
function toneOf({ inForce, proof, drift }: Continuity): Tone {
  if (inForce === null) return 'attention'
  if (proof.due.some(({ overdue }) => overdue) || drift.some(({ kind }) => kind !== 'copy-gained')) return 'attention'
  return proof.provenOn === null ? 'unknown' : 'good'
}
