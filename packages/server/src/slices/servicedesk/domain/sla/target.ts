/** A target in seconds of working time, counted from when the clock began. */
import type { SlaTarget } from '@mainstay/contract/servicedesk'
import { instantOf, localOf } from './wall-time.ts'
import type { WorkingTime } from './working-time.ts'

/** `end` is the instant on the wall at which it ends when nothing pauses; null where only the amount counts. */
export type TargetSeconds = { seconds: number; end: number | null }

export function secondsOf(target: SlaTarget, begun: number, time: WorkingTime): TargetSeconds {
  if (target.unit === 'minutes') return { seconds: Math.round(target.amount * 60), end: null }
  if (target.unit === 'workingHours') return { seconds: Math.round(target.amount * 3600), end: null }
  const end = endOfDays(target.amount, begun, time)
  return { seconds: time.between(begun, end), end }
}

/** N working days end at the same wall time, clamped to closing; what begins outside hours begins at the next opening (design: semantics, 2.3). */
function endOfDays(n: number, begun: number, time: WorkingTime): number {
  const start = time.nextOpen(begun)
  const { from, to } = time.dayAfter(start, n)
  const local = localOf(start, time.zone)
  // Hours over midnight belong to the day on which they began, so the wall time may lie on the date after.
  const same = instantOf(to.day + (local.day - from.day), local.second, 'closing', time.zone)
  return Math.min(same, Math.max(...to.open.map((span) => span.to)))
}
