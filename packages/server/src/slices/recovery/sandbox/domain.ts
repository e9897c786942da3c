/** Rules of looking at a restored server: how far its start is, whether it still runs, and what a person's word does to a proof. */
import type { ProofResult, Sandbox, Statement } from '@mainstay/contract/recovery'
import { judge } from '../../../prove/verdict.ts'
import { reason } from '../../../prove/reason.ts'

export type StepName = NonNullable<Sandbox['progress']>['step']
export type Progress = { step: StepName; since: string; done: number; total: number }
/** Seconds of each step, as they were the last time. */
export type Timings = Readonly<Record<string, number>>

/** An instance says so often that it is there. */
export const HEARTBEAT_MS = 5_000
/** One that was not heard for so long is gone, and its servers with it. */
export const HEARD_WITHIN_MS = 20_000
export const TICKET_MS = 30_000
/** What was there can be said until so long after the end. */
export const SAY_WITHIN_MS = 3_600_000

const STEPS: readonly StepName[] = ['open', 'mount', 'extract', 'disk', 'starting']
const PLANS: Record<'image' | 'files', readonly StepName[]> = {
  image: ['open', 'mount', 'starting'],
  files: ['open', 'extract', 'disk', 'starting'],
}
/** A measure that has only begun says little. */
const LEAST_SHARE = 0.05

export function isStepName(name: string): name is StepName {
  return (STEPS as readonly string[]).includes(name)
}

/**
 * Until the server is up: what is left of this step, by its own measure or by what it took the last time, and what the later ones took.
 * Null where a part of it is not known, also when this step takes longer than the last time.
 */
export function remainingSeconds(o: { kind: 'image' | 'files'; progress: Progress; expected: Timings | null; now: Date }): number | null {
  const { step, since, done, total } = o.progress
  const elapsed = Math.max(0, (o.now.getTime() - Date.parse(since)) / 1000)
  const share = total > 0 && step === 'extract' ? done / total : 0
  const plan = PLANS[o.kind]
  const at = plan.indexOf(step)
  if (at < 0) return null
  const took = (name: StepName): number | undefined => o.expected?.[name === 'starting' ? 'boot' : name]
  const usual = took(step)
  const here = share >= LEAST_SHARE ? (elapsed / share) * (1 - share) : usual === undefined || elapsed > usual ? null : usual - elapsed
  const later = plan.slice(at + 1).map(took)
  if (here === null || later.includes(undefined)) return null
  return Math.round(here + later.reduce<number>((sum, one) => sum + (one ?? 0), 0))
}

export function isGone(o: { state: Sandbox['state']; heardAt: Date }, now: Date): boolean {
  return o.state !== 'ended' && now.getTime() - o.heardAt.getTime() > HEARD_WITHIN_MS
}

/** L5 of a proof: only a person of the client gives it. */
export function withStatement(result: ProofResult, said: Statement): ProofResult {
  if (said.kind !== 'client') return result
  const verdict = said.verdict === 'there' ? ('passed' as const) : ('failed' as const)
  const words = said.verdict === 'there' ? 'it is there' : 'something is missing'
  const more = said.sentence === '' ? '' : `: “${said.sentence}”`
  const evidence = `${said.by} (${said.identified}) looked and said ${words}${more}`
  const level5 = { level: 'L5' as const, verdict, seconds: 0, evidence }
  const levels = [...result.levels.filter(({ level }) => level !== 'L5'), level5]
  const judged = judge(levels, result.checks, result.asked)
  const reasons = result.reasons.filter(({ code }) => code !== 'recovery.person-needed')
  const why = verdict === 'failed' ? [reason('recovery.person.missing', { sentence: said.sentence })] : []
  return { ...result, levels, level: judged.level, verdict: judged.verdict, reasons: [...reasons, ...why] }
}
