/** What the steps of an extraction test come to (design: semantics, 3): the highest level passed, and the verdict. */
import type { LevelVerdict, ProofCheckResult, ProofLevelResult, ProofVerdict } from '@mainstay/contract/recovery'
import type { ProofLevel } from '@mainstay/contract/agent'

export const LEVELS: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5']

export function atLeast(level: ProofLevel | null, asked: ProofLevel): boolean {
  return level !== null && LEVELS.indexOf(level) >= LEVELS.indexOf(asked)
}

/** Passed when the highest level that passed is at least what was asked, nothing that ran failed, and no check is without an answer. */
export function judge(
  levels: readonly ProofLevelResult[],
  checks: readonly ProofCheckResult[],
  asked: ProofLevel,
): { level: ProofLevel | null; verdict: ProofVerdict } {
  const passed = levels.filter((one) => one.verdict === 'passed').map((one) => one.level)
  const level = [...LEVELS].reverse().find((one) => passed.includes(one)) ?? null
  const verdicts: (LevelVerdict | ProofVerdict)[] = [...levels.map((one) => one.verdict), ...checks.map((one) => one.verdict)]
  if (verdicts.includes('failed')) return { level, verdict: 'failed' }
  if (atLeast(level, asked) && !checks.some((one) => one.verdict === 'unknown')) return { level, verdict: 'passed' }
  return { level, verdict: 'unknown' }
}

/** Too few of the hashed files stood still until the backup's end: half of them must. */
export function tooFew(o: { left: number; dropped: number }): boolean {
  return o.left === 0 || o.left < o.dropped
}
