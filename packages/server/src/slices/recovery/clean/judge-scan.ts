/** What a round of scanning may say: when points are looked at anew, what counts while a scanner is away, and what a person has judged. Pure. */
import type { CleanEvidence, CleanVerdict } from '@mainstay/contract/recovery'

export type Scanner = { name: string; signatures: string }
/** A person's word that this evidence is a false alarm. */
export type Acceptance = { by: string; at: string; why: string }
export type FalseAlarm = Acceptance & { evidence: readonly CleanEvidence[] }
type Known = { scanners: readonly Scanner[]; scannedAt: Date }

/** One that was not seen for longer is taken as gone for good. */
const GONE_MS = 30 * 86_400_000

/** Scanners that looked at the points before, and are not there now. */
export function scannersAway(known: readonly Known[], present: readonly Scanner[], now: Date): string[] {
  const before = known
    .filter(({ scannedAt }) => now.getTime() - scannedAt.getTime() < GONE_MS)
    .flatMap(({ scanners }) => scanners.map(({ name }) => name))
  return [...new Set(before)].filter((name) => !present.some((one) => one.name === name)).toSorted()
}

/** Only when every scanner of before is there, and something is other than it was: a round with less eyes takes no finding back. */
export function looksAnew(known: readonly Known[], present: readonly Scanner[], now: Date): boolean {
  if (known.length === 0 || scannersAway(known, present, now).length > 0) return false
  const text = (scanners: readonly Scanner[]): string =>
    scanners
      .map(({ name, signatures }) => JSON.stringify([name, signatures]))
      .toSorted()
      .join()
  return known.some(({ scanners }) => text(scanners) !== text(present))
}

/** Without all the eyes of before, nothing found is not clean. A finding stands, unless a person has judged every part of it. */
export function verdictOf(
  o: { verdict: CleanVerdict; evidence: readonly CleanEvidence[] },
  away: readonly string[],
  alarms: readonly FalseAlarm[],
): { verdict: CleanVerdict; accepted: Acceptance | null } {
  const seen = away.length > 0 && o.verdict === 'clean' ? 'unscanned' : o.verdict
  if ((seen !== 'suspect' && seen !== 'infected') || o.evidence.length === 0) return { verdict: seen, accepted: null }
  const judging = o.evidence.map((one) => alarms.find(({ evidence }) => evidence.some((other) => keyOf(other) === keyOf(one))))
  const [first] = judging
  if (first === undefined || judging.includes(undefined)) return { verdict: seen, accepted: null }
  const { by, at, why } = first
  return { verdict: away.length > 0 ? 'unscanned' : 'clean', accepted: { by, at, why } }
}

function keyOf({ kind, path, detail }: CleanEvidence): string {
  return JSON.stringify([kind, path, detail])
}
