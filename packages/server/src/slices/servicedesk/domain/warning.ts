/** When a ticket comes near its deadline: the instants at which a share of the target is consumed. */
import type { SlaAnswer } from '@mainstay/contract/servicedesk'
import type { WorkingTime } from './sla/working-time.ts'
import type { Next } from './next-deadline.ts'

/** Percent of the target. At the last the promise is broken. */
export const WARN_AT = [75, 90, 100] as const

export type Warning = { at: Date; share: number } | null

/** The next share that is not consumed yet; null when no clock runs, or all are. `now` in Unix seconds. */
export function nextWarning(next: Next, answer: Pick<SlaAnswer, 'response' | 'resolution'>, time: WorkingTime, now: number): Warning {
  if (next === null) return null
  const consumed = answer[next.clock]?.consumedSeconds ?? 0
  const left = time.between(now, Math.floor(next.deadline.getTime() / 1000))
  const target = consumed + left
  for (const share of WARN_AT) {
    const needed = Math.ceil((target * share) / 100) - consumed
    if (needed > 0) return { at: new Date(time.add(now, needed) * 1000), share }
  }
  return null
}
