/** Which clock of a ticket ends first: the queue is ordered by it, and it changes only when an event comes. */
import type { Calendar, SlaAnswer, SlaEvent, SlaPolicy } from '@mainstay/contract/servicedesk'
import { compiledHours } from './compiled-hours.ts'
import { sla } from './sla/sla.ts'
import type { WorkingTime } from './sla/working-time.ts'
import { type EventBody, isDone, type TicketState } from './ticket.ts'

export type Next = { clock: 'response' | 'resolution'; deadline: Date } | null
export type Timed = { at: Date; body: EventBody }

/** Null: nothing runs. A clock that was missed and has not ended yet comes first, since its deadline lies in the past. */
export function nextDeadline({ response, resolution }: SlaAnswer, paused: boolean): Next {
  const running = [
    response !== null && response.at === null ? { clock: 'response' as const, deadline: response.deadline } : null,
    resolution !== null && resolution.at === null && !paused ? { clock: 'resolution' as const, deadline: resolution.deadline } : null,
  ].flatMap((one) => (one === null || one.deadline === null ? [] : [{ clock: one.clock, deadline: new Date(one.deadline) }]))
  return running.toSorted((a, b) => a.deadline.getTime() - b.deadline.getTime())[0] ?? null
}

/** `now` counts to the whole second, up, so that an event of this very moment is part of it. */
export function answerAt(events: readonly Timed[], policy: SlaPolicy, calendar: Calendar | WorkingTime, now: Date): SlaAnswer {
  const time = 'weekly' in calendar ? compiledHours(calendar) : calendar
  return sla(slaEvents(events), policy, time, Math.ceil(now.getTime() / 1000))
}

/** When the resolution of a paused ticket would be due if work resumed now (design: semantics, 2.5). */
export function ifResumed(events: readonly Timed[], policy: SlaPolicy, calendar: Calendar | WorkingTime, now: Date): Date | null {
  const resumed: Timed = { at: now, body: { type: 'status', status: 'open' } }
  const { resolution } = answerAt([...events, resumed], policy, calendar, now)
  return resolution?.deadline == null ? null : new Date(resolution.deadline)
}

export function isPaused({ status }: Pick<TicketState, 'status'>, { pausedStatuses }: SlaPolicy): boolean {
  return !isDone({ status }) && pausedStatuses.includes(status)
}

/** With what was merged in: the earliest opening, and the response that somebody got already (design: semantics, 2.8). */
function slaEvents(events: readonly Timed[]): SlaEvent[] {
  const merged = events.flatMap(({ body }) => (body.type === 'merged' ? [body] : []))
  const own = events.flatMap(({ at, body }) =>
    body.type === 'assigned' || body.type === 'satisfaction' || body.type === 'merged'
      ? []
      : [{ ...body, at: at.toISOString() } as SlaEvent],
  )
  if (merged.length === 0) return own
  const [opened, ...rest] = own
  if (opened === undefined) return own
  const earliest = [opened.at, ...merged.map(({ openedAt }) => openedAt)].toSorted()[0] ?? opened.at
  const responses = merged.flatMap(({ respondedAt }): SlaEvent[] =>
    respondedAt === null ? [] : [{ type: 'reply', author: 'technician', public: true, at: respondedAt }],
  )
  return [{ ...opened, at: earliest }, ...[...responses, ...rest].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))]
}
