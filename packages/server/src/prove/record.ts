/** Gathers what an extraction test comes to while it runs: levels, checks, reasons, and how long each step took. */
import type { ProofLevel } from '@mainstay/contract/agent'
import type { LevelVerdict, ProofReason, ProofResult } from '@mainstay/contract/recovery'
import { distinct, reason } from './reason.ts'
import type { StepResult } from './steps.ts'
import { LEVELS } from './verdict.ts'

export type TestRecord = {
  readonly result: ProofResult
  /** Runs a step and keeps its time under this name. */
  timed<T>(name: string, work: () => Promise<T>): Promise<{ value: T; took: number }>
  keepTime(name: string, seconds: number): void
  level(level: ProofLevel, step: StepResult, seconds: number): void
  /** The clock of RTO: from the start of the recovery until the checks pass. */
  recoveryBegins(): void
  recovered(): void
  finish(verdict: ProofResult['verdict'], reasons: readonly ProofReason[]): ProofResult
}

export function createRecord(asked: ProofLevel): TestRecord {
  const started = performance.now()
  const seconds = (): number => (performance.now() - started) / 1000
  let begun: number | null = null
  let ended: number | null = null
  const result: ProofResult = {
    verdict: 'unknown',
    level: null,
    asked,
    restorePoint: null,
    levels: [],
    reasons: [],
    checks: [],
    rpoSeconds: null,
    rtoSeconds: null,
    timings: {},
    accelerator: null,
    screenshot: null,
  }
  return {
    result,
    async timed(name, work) {
      const from = seconds()
      const value = await work()
      const took = seconds() - from
      result.timings[name] = round(took)
      return { value, took }
    },
    keepTime: (name, took) => void (result.timings[name] = round(took)),
    level(level, step, took) {
      const known = result.levels.find((one) => one.level === level)
      if (known === undefined) result.levels.push({ level, verdict: step.verdict, seconds: round(took), evidence: step.evidence })
      else {
        // What lies in several snapshots is read one after the other: the worst of them counts.
        known.verdict = worse(known.verdict, step.verdict)
        known.seconds = round(known.seconds + took)
        known.evidence = `${known.evidence}; ${step.evidence}`
      }
      // A test may take the levels in another order than they are counted in.
      result.levels.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
      result.reasons.push(...step.reasons)
    },
    recoveryBegins: () => void (begun = seconds()),
    recovered: () => void (ended = seconds()),
    finish(found, given) {
      // It came back, but of when it is, nobody can say: that is no proof of the age that was promised.
      const early = found === 'passed' && isYetToCome(result) ? result.restorePoint?.takenAt : undefined
      const verdict = early === undefined ? found : 'unknown'
      const reasons = early === undefined ? given : [...given, reason('recovery.restore-point.future', { takenAt: early })]
      const passed = verdict === 'passed'
      return {
        ...result,
        verdict,
        reasons: distinct([...result.reasons, ...reasons]),
        // What was only read was not recovered.
        rtoSeconds: passed && begun !== null && ended !== null ? round(ended - begun) : null,
        rpoSeconds: passed ? ageOf(result) : null,
      }
    },
  }
}

const WORST_FIRST: readonly LevelVerdict[] = ['failed', 'unknown', 'passed', 'not-asked']

function worse(a: LevelVerdict, b: LevelVerdict): LevelVerdict {
  return WORST_FIRST.indexOf(a) < WORST_FIRST.indexOf(b) ? a : b
}

/** Clocks differ by seconds, maybe minutes. */
const CLOCKS_MS = 5 * 60_000

function isYetToCome({ restorePoint }: ProofResult): boolean {
  return restorePoint !== null && Date.parse(restorePoint.takenAt) > Date.now() + CLOCKS_MS
}

/** A clock that is ahead would make an age below nothing: then it is not known. */
function ageOf({ restorePoint }: ProofResult): number | null {
  if (restorePoint === null) return null
  const age = (Date.now() - Date.parse(restorePoint.takenAt)) / 1000
  return age >= 0 ? Math.round(age) : null
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
