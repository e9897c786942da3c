/** Plans and drills in words. */
import type { Continuity, DrillKind, DrillOutcome, PlanProof, PlanState, SystemFacts } from '@mainstay/contract/continuity'
import { duration } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'

export const drillWord: Record<DrillKind, string> = { tabletop: 'Tabletop', partial: 'Partial', full: 'Full' }
export const drillMeans: Record<DrillKind, string> = {
  tabletop: 'the plan is talked through',
  partial: 'some systems are really brought back',
  full: 'every system is really brought back, in order',
}
export const outcomeWord: Record<DrillOutcome, string> = { passed: 'Passed', partly: 'Passed in part', failed: 'Failed' }
export const outcomeTone: Record<DrillOutcome, Tone> = { passed: 'good', partly: 'attention', failed: 'broken' }
export const planWord: Record<PlanState, string> = {
  draft: 'Draft',
  waiting: 'Waits for the client',
  approved: 'In force',
  returned: 'Sent back',
  replaced: 'Replaced',
}
export const planTone: Record<PlanState, Tone> = {
  draft: 'attention',
  waiting: 'attention',
  approved: 'good',
  returned: 'attention',
  replaced: 'unknown',
}

/** The page's title: the answer to "is there a plan, and does it hold?" */
export function continuityTitle({ clientName, inForce, working, drift, proof }: Continuity): string {
  if (inForce === null) return working === null ? `${clientName} has no recovery plan` : `No recovery plan of ${clientName} is in force yet`
  const overdue = proof.due.filter((one) => one.overdue).length
  if (overdue > 0) return overdue === 1 ? 'A drill of the recovery plan is overdue' : `${overdue} drills of the recovery plan are overdue`
  const changes = drift.filter(({ kind }) => kind !== 'copy-gained').length
  if (changes > 0)
    return changes === 1 ? '1 thing changed since the plan was approved' : `${changes} things changed since the plan was approved`
  return proof.provenOn === null ? 'The recovery plan was never proven by a drill' : `The recovery plan was proven on ${proof.provenOn}`
}

export function proofWords({ provenOn, provenBy, due }: PlanProof): { tone: Tone; text: string } {
  const next = due.toSorted((a, b) => a.on.localeCompare(b.on))[0]
  const dueText =
    next === undefined
      ? 'no drill is planned'
      : `${drillWord[next.kind].toLowerCase()} drill ${next.overdue ? 'due since' : 'next due'} ${next.on}`
  const tone = next?.overdue === true ? 'attention' : provenOn === null ? 'unknown' : 'good'
  const proven = provenOn === null || provenBy === null ? 'Never proven by a drill' : `Proven on ${provenOn} by a ${provenBy} drill`
  return { tone, text: `${proven}; ${dueText}` }
}

export function standingWords({ standing, proof }: SystemFacts): { tone: Tone; text: string } {
  if (standing === 'proven')
    return {
      tone: 'good',
      text: `proven${proof?.level == null ? '' : ` to ${proof.level}`}${proof === null ? '' : ` on ${proof.at.slice(0, 10)}`}`,
    }
  if (standing === 'failed') return { tone: 'broken', text: 'last test failed' }
  return standing === 'unproven' ? { tone: 'unknown', text: 'not proven' } : { tone: 'broken', text: 'nothing is backed up' }
}

export function promisedWords({ promised }: SystemFacts): string {
  return promised === null ? 'nothing promised' : `${duration(promised.rtoSeconds)}, data at most ${duration(promised.rpoSeconds)} old`
}

const COPY = {
  good: 'whole and proven',
  behind: 'behind',
  unproven: 'not proven',
  alarm: 'found something wrong',
  silent: 'silent',
} as const

export function copiesWords({ copies }: SystemFacts): string | null {
  return copies.length === 0 ? null : copies.map(({ name, standing }) => `${name} (${COPY[standing]})`).join(', ')
}
