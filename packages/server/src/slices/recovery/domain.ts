/** RPO and RTO as design 4, 3 defines them: from restore points that passed, never from backups that merely ran. */
import type { ProofLevel } from '@mainstay/contract/agent'
import { err, ok, type Result } from '@mainstay/kernel'

export type Proof = {
  at: Date
  takenAt: Date
  verdict: 'passed' | 'failed' | 'unknown'
  level: ProofLevel | null
  rtoSeconds: number | null
  expiresAt: Date
  /** Its restore point is removed, so it counts no more. */
  gone?: true
}

const LEVELS: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5']

/** A restore point's time is the earlier of what the client wrote and when the server received it. */
export function timeOf(o: { written: Date; receivedAt: Date | null }): Date {
  return o.receivedAt !== null && o.receivedAt < o.written ? o.receivedAt : o.written
}

/** Counts now: it passed, at the level that the policy asks for, and has not expired. */
export function counts(proof: Proof, asked: ProofLevel, now: Date): boolean {
  return (
    proof.gone !== true &&
    proof.verdict === 'passed' &&
    proof.level !== null &&
    LEVELS.indexOf(proof.level) >= LEVELS.indexOf(asked) &&
    now < proof.expiresAt
  )
}

/**
 * Seconds since the newest restore point that passed at the asked level; null is "not known", never zero.
 * A point that failed since (its repository was damaged) would not come back, so it no longer counts; a test that could not run says nothing.
 */
export function rpoAchieved(proofs: readonly Proof[], asked: ProofLevel, now: Date): number | null {
  const failedSince = (proof: Proof): boolean =>
    proofs.some((one) => one.verdict === 'failed' && one.takenAt.getTime() === proof.takenAt.getTime() && one.at > proof.at)
  const times = proofs.filter((one) => counts(one, asked, now) && !failedSince(one)).map((one) => one.takenAt.getTime())
  if (times.length === 0) return null
  const seconds = Math.round((now.getTime() - Math.max(...times)) / 1000)
  return seconds >= 0 ? seconds : null
}

/** The last passed test's and the worst of the last `n` passed ones. */
export function rtoAchieved(proofs: readonly Proof[], n: number): { last: number | null; worst: number | null } {
  const measured = [...proofs]
    .filter((one) => one.verdict === 'passed' && one.rtoSeconds !== null)
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, n)
    .map((one) => one.rtoSeconds ?? 0)
  return { last: measured[0] ?? null, worst: measured.length === 0 ? null : Math.max(...measured) }
}

/** A day before a proof expires its successor is due, so that a device which can come back never shows as unproven. */
const AHEAD_MS = 86_400_000

/** Whether the device must be tested anew: nothing that counts will still count a day from now, or the last test gave no pass. */
export function isTestDue(proofs: readonly Proof[], asked: ProofLevel, now: Date): boolean {
  const newest = [...proofs].sort((a, b) => b.at.getTime() - a.at.getTime())[0]
  const soon = new Date(now.getTime() + AHEAD_MS)
  return newest?.verdict !== 'passed' || !proofs.some((one) => counts(one, asked, soon))
}

export type Standing = 'proven' | 'failed' | 'unproven' | 'not-protected'

/** What is said first about a device. A newer failed test outweighs an older passed one. */
export function standing(o: { protected: boolean; proofs: readonly Proof[]; asked: ProofLevel; now: Date }): Standing {
  if (!o.protected) return 'not-protected'
  const newest = [...o.proofs].sort((a, b) => b.at.getTime() - a.at.getTime())[0]
  if (newest?.verdict === 'failed') return 'failed'
  return o.proofs.some((one) => counts(one, o.asked, o.now)) ? 'proven' : 'unproven'
}

/** A result without a snapshot made no restore point. */
export function restorePointOf<T extends { snapshotId: string | null; outcome: string }>(
  result: T,
): Result<T & { snapshotId: string }, 'no-restore-point'> {
  const { snapshotId } = result
  return snapshotId === null || result.outcome === 'failed' ? err('no-restore-point') : ok({ ...result, snapshotId })
}
