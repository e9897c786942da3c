/** What a ticket is, and what each command makes of it: the new state, and the events that its clock runs on. */
import type { SlaEvent, SlaPolicy, TicketPriority, TicketStatus, TicketStatusChange } from '@mainstay/contract/servicedesk'
import { err, ok, type Result } from '@mainstay/kernel'
import { windowEnd } from './sla/timeline.ts'

export type Author = 'technician' | 'customer' | 'system'

/** The part of a ticket that commands change. */
export type TicketState = {
  status: TicketStatus
  waitingReason: string | null
  priority: TicketPriority
  resolvedAt: Date | null
}

type Without<T> = T extends unknown ? Omit<T, 'at'> : never
/** The clock reads those of `SlaEvent`; the others tell people what happened. */
export type EventBody = Without<SlaEvent> | { type: 'assigned'; to: string } | { type: 'satisfaction'; to: string } | Merged
/** Another ticket became part of this one: its opening and its first response count, the earliest of each (design: semantics, 2.8). */
export type Merged = { type: 'merged'; number: number; openedAt: string; respondedAt: string | null }
export type NewEvent = { body: EventBody; reason: string | null }

export type Command =
  | { kind: 'reply'; author: Author; next?: TicketStatusChange | undefined }
  | { kind: 'note'; author: Author; next?: TicketStatusChange | undefined }
  | { kind: 'status'; to: TicketStatusChange }
  | { kind: 'priority'; to: TicketPriority }
  | { kind: 'assign'; to: string }
  | { kind: 'merge'; merged: Merged }

export type Problem = 'closed' | 'resolved' | 'needs-reason' | 'same-status' | 'reopen-window-over'
export type Step = { state: TicketState; events: NewEvent[] }
/** The promise that the ticket was opened under. */
export type Terms = { policy: SlaPolicy; zone: string }

export function decide(state: TicketState, command: Command, now: Date, terms: Terms): Result<Step, Problem> {
  switch (command.kind) {
    case 'reply':
      return reply(state, command, now, terms)
    case 'note':
      return followedBy({ state, events: [said(command.author, false)] }, command.next, now, terms)
    case 'status':
      return setStatus({ state, events: [] }, command.to, now, terms)
    case 'priority':
      if (isDone(state)) return err(state.status === 'closed' ? 'closed' : 'resolved')
      if (state.priority === command.to) return ok({ state, events: [] })
      return ok({ state: { ...state, priority: command.to }, events: [event({ type: 'priority', priority: command.to })] })
    case 'assign':
      return ok(taken({ state, events: [event({ type: 'assigned', to: command.to })] }))
    case 'merge':
      return isDone(state) ? err(state.status === 'closed' ? 'closed' : 'resolved') : ok({ state, events: [event(command.merged)] })
  }
}

export function isDone({ status }: Pick<TicketState, 'status'>): boolean {
  return status === 'resolved' || status === 'closed'
}

export function isWaiting(status: TicketStatus): boolean {
  return status === 'waiting-customer' || status === 'waiting-third-party'
}

type Reply = Extract<Command, { kind: 'reply' }>

function reply(state: TicketState, { author, next }: Reply, now: Date, terms: Terms): Result<Step, Problem> {
  const begun: Step = { state, events: [said(author, true)] }
  if (author === 'customer') {
    // Whoever answers wakes what waited for them, or what was thought to be solved.
    if (isDone(state) || state.status === 'waiting-customer') return setStatus(begun, { status: 'open' }, now, terms)
    return ok(begun)
  }
  if (state.status === 'closed' && next === undefined) return err('closed')
  return followedBy(author === 'technician' ? taken(begun) : begun, next, now, terms)
}

function followedBy(step: Step, next: TicketStatusChange | undefined, now: Date, terms: Terms): Result<Step, Problem> {
  return next === undefined || next.status === step.state.status ? ok(step) : setStatus(step, next, now, terms)
}

/** A person of the provider has it in hand. */
function taken({ state, events }: Step): Step {
  if (state.status !== 'new') return { state, events }
  return { state: { ...state, status: 'open' }, events: [...events, event({ type: 'status', status: 'open' })] }
}

function setStatus({ state, events }: Step, { status, reason: given }: TicketStatusChange, now: Date, terms: Terms): Result<Step, Problem> {
  const reason = given ?? null
  if (status === state.status) return err('same-status')
  if (isWaiting(status) && reason === null) return err('needs-reason')
  const to = (more: NewEvent[], resolvedAt: Date | null): Result<Step, Problem> =>
    ok({
      state: { ...state, status, resolvedAt, waitingReason: isWaiting(status) ? reason : null },
      events: [...events, ...more],
    })
  const changed = event({ type: 'status', status }, reason)
  if (isDone({ status })) {
    const resolved = isDone(state) ? [] : [event({ type: 'resolved' }, reason)]
    // Back from closed to resolved is no reopening: the clock stands as it stood.
    return to(status === 'closed' || isDone(state) ? [...resolved, changed] : resolved, state.resolvedAt ?? now)
  }
  if (!isDone(state)) return to([changed], null)
  if (!mayReopen(state, now, terms)) return err('reopen-window-over')
  const reopened = event({ type: 'reopened' }, reason)
  return to(status === 'open' ? [reopened] : [reopened, changed], null)
}

/** Within the agreement's window, in calendar days of the zone (design: semantics, 2.7). */
export function mayReopen({ resolvedAt }: TicketState, now: Date, { policy, zone }: Terms): boolean {
  if (resolvedAt === null) return true
  return Math.floor(now.getTime() / 1000) <= windowEnd(Math.floor(resolvedAt.getTime() / 1000), policy.reopenWindowDays, zone)
}

function said(author: Author, isPublic: boolean): NewEvent {
  return event({ type: 'reply', author, public: isPublic })
}

function event(body: EventBody, reason: string | null = null): NewEvent {
  return { body, reason }
}
