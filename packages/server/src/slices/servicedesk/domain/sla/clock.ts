/** One clock over its stretches: what was consumed, the deadline, and the breach if there was one. */
import type { SlaTarget } from '@mainstay/contract/servicedesk'
import { secondsOf, type TargetSeconds } from './target.ts'
import type { WorkingTime } from './working-time.ts'

/** `targets` in order, each in force from its instant to the next; a target may be absent for a time. All instants in whole seconds. */
export type ClockInput = {
  opened: number
  /** Stretches that count, apart from hours: in order, half-open. */
  runs: readonly { from: number; to: number }[]
  targets: readonly { from: number; target: SlaTarget | null }[]
  /** When it was met (or not): the response or the resolution. */
  done: number | null
  paused: boolean
  now: number
}

export type ClockOutcome = {
  consumed: number
  target: { target: SlaTarget; seconds: number }
  deadline: number | null
  breach: { deadline: number; target: SlaTarget } | null
}

/** Null where no target is in force, and none was breached. */
export function runClock({ opened, runs, targets, done, paused, now }: ClockInput, time: WorkingTime): ClockOutcome | null {
  const end = done ?? now
  const consumed = consumedBy(end)
  // While nothing has paused, a target in days ends at its wall time, whatever closed hours lie before that.
  const unpaused = !hasPaused()
  const inForce = targets
    .filter(({ from }) => from <= end)
    .map(({ from, target }) => ({ from, target: target === null ? null : { target, ...secondsOf(target, opened, time) } }))
  const breach = firstBreach()
  const current = inForce.at(-1)?.target ?? null
  if (breach !== null)
    return {
      consumed,
      target: current ?? breach.inForce,
      deadline: breach.deadline,
      breach: { deadline: breach.deadline, target: breach.inForce.target },
    }
  if (current === null) return null
  return { consumed, target: current, breach: null, deadline: paused && done === null ? null : deadlineOf(current) }

  /** Also at the very instant at which work resumes, when the second run has no length yet. */
  function hasPaused(): boolean {
    const [first] = runs
    if (runs.length > 1 || (first !== undefined && first.from !== opened)) return true
    return !paused && (first?.to ?? opened) < end
  }

  function consumedBy(instant: number): number {
    return runs.reduce((sum, run) => sum + time.between(run.from, Math.min(run.to, instant)), 0)
  }

  /**
   * Breached is what consumed more than its target; exactly the target is met. A target that comes into force when more was
   * consumed already breaches at that moment. The first breach stays, with the target that was in force (design: semantics, 2.6).
   */
  function firstBreach(): { deadline: number; inForce: InForce } | null {
    for (const [index, { from, target }] of inForce.entries()) {
      const until = inForce[index + 1]?.from ?? end
      if (target === null || consumedBy(until) <= target.seconds) continue
      return { deadline: consumedBy(from) > target.seconds ? from : deadlineOf(target), inForce: target }
    }
    return null
  }

  function deadlineOf(target: InForce): number {
    if (target.end !== null && unpaused) return target.end
    let left = target.seconds
    for (const run of runs) {
      const amount = time.between(run.from, run.to)
      if (amount >= left) return time.add(run.from, left)
      left -= amount
    }
    return time.add(end, left)
  }
}

type InForce = { target: SlaTarget } & TargetSeconds
