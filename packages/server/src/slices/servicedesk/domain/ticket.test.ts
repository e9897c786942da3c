import type { TicketStatusChange } from '@mainstay/contract/servicedesk'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEFAULT_POLICY, defaultCalendar } from './defaults.ts'
import { answerAt, ifResumed, isPaused, nextDeadline, type Timed } from './next-deadline.ts'
import { workingTime } from './sla/working-time.ts'
import { type Command, decide, isDone, isWaiting, type TicketState } from './ticket.ts'

const policy = DEFAULT_POLICY
const terms = { policy, zone: 'Europe/Warsaw' }
const time = workingTime(defaultCalendar('Europe/Warsaw'))
const OPENED = new Date('2026-11-24T09:00:00Z')
const NEW: TicketState = { status: 'new', waitingReason: null, priority: 'normal', resolvedAt: null }
const at = (state: Partial<TicketState>): TicketState => ({ ...NEW, ...state })
const resolved = at({ status: 'resolved', resolvedAt: OPENED })
const later = (days: number) => new Date(OPENED.getTime() + days * 86_400_000)

test.each<[string, TicketState, Command, Date, string]>([
  ['a reply of ours takes it in hand', NEW, { kind: 'reply', author: 'technician' }, OPENED, 'open'],
  ['a reply of a program does not', NEW, { kind: 'reply', author: 'system' }, OPENED, 'new'],
  ['a note does not', NEW, { kind: 'note', author: 'technician' }, OPENED, 'new'],
  ['the client wakes what waits for them', at({ status: 'waiting-customer' }), { kind: 'reply', author: 'customer' }, OPENED, 'open'],
  [
    'and not what waits for another',
    at({ status: 'waiting-third-party' }),
    { kind: 'reply', author: 'customer' },
    OPENED,
    'waiting-third-party',
  ],
  ['the client reopens within the window', resolved, { kind: 'reply', author: 'customer' }, later(7), 'open'],
  ['but not after it', resolved, { kind: 'reply', author: 'customer' }, later(7.1), 'reopen-window-over'],
  ['waiting takes a reason', NEW, { kind: 'status', to: { status: 'waiting-customer' } }, OPENED, 'needs-reason'],
  ['the same status is none', resolved, { kind: 'status', to: { status: 'resolved' } }, OPENED, 'same-status'],
  [
    'a closed one takes no reply of ours',
    at({ status: 'closed', resolvedAt: OPENED }),
    { kind: 'reply', author: 'technician' },
    OPENED,
    'closed',
  ],
  ['nor another priority', at({ status: 'closed', resolvedAt: OPENED }), { kind: 'priority', to: 'low' }, OPENED, 'closed'],
  ['a note is always taken', at({ status: 'closed', resolvedAt: OPENED }), { kind: 'note', author: 'technician' }, OPENED, 'closed state'],
])('%s', (_, state, command, now, expected) => {
  const decision = decide(state, command, now, terms)
  expect(decision.ok ? decision.value.state.status : decision.error).toBe(expected.replace(' state', ''))
})

const statusChange: fc.Arbitrary<TicketStatusChange> = fc.record({
  status: fc.constantFrom('open', 'waiting-customer', 'waiting-third-party', 'resolved', 'closed'),
  reason: fc.constantFrom('why', undefined),
})
const author = fc.constantFrom('technician' as const, 'customer' as const, 'system' as const)
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('reply' as const), author, next: fc.option(statusChange, { nil: undefined }) }),
  fc.record({ kind: fc.constant('note' as const), author, next: fc.option(statusChange, { nil: undefined }) }),
  fc.record({ kind: fc.constant('status' as const), to: statusChange }),
  fc.record({ kind: fc.constant('priority' as const), to: fc.constantFrom('urgent', 'high', 'normal', 'low') }),
  fc.record({ kind: fc.constant('assign' as const), to: fc.constant('Bo') }),
)
/** Seconds that pass before each command; none at all is common. */
const story = fc.array(fc.tuple(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 900_000 })), command), { maxLength: 15 })

/** The ticket after each command that was taken. */
function* told(steps: readonly (readonly [number, Command])[]): Generator<{ state: TicketState; events: Timed[]; now: Date }> {
  let state = NEW
  let now = OPENED
  const events: Timed[] = [{ at: OPENED, body: { type: 'opened', priority: 'normal' } }]
  for (const [seconds, one] of steps) {
    now = new Date(now.getTime() + seconds * 1000)
    const decision = decide(state, one, now, terms)
    if (!decision.ok) continue
    state = decision.value.state
    for (const { body } of decision.value.events) events.push({ at: now, body })
    yield { state, events: [...events], now }
  }
}

test('whatever people do, the clock accepts the events, and agrees with the ticket about where it stands', () => {
  fc.assert(
    fc.property(story, (steps) => {
      for (const { state, events, now } of told(steps)) {
        const { resolution } = answerAt(events, policy, time, now)
        expect((resolution?.at ?? null) !== null).toBe(isDone(state))
        expect(state.resolvedAt !== null).toBe(isDone(state))
        expect(state.waitingReason !== null).toBe(isWaiting(state.status))
        if (isPaused(state, policy) && resolution?.state !== 'breached') expect(resolution?.deadline).toBeNull()
      }
    }),
  )
})

test('a deadline does not move while nothing happens: what the queue stores stays right', () => {
  fc.assert(
    fc.property(story, fc.integer({ min: 1, max: 3_000_000 }), (steps, wait) => {
      for (const { state, events, now } of told(steps)) {
        const of = (when: Date) => nextDeadline(answerAt(events, policy, time, when), isPaused(state, policy))
        expect(of(new Date(now.getTime() + wait * 1000))).toEqual(of(now))
      }
    }),
  )
})

test('what a paused ticket would be due is what it is due when work does resume', () => {
  const waits = { status: 'waiting-customer', reason: 'why' } as const
  const steps: [number, Command][] = [
    [3600, { kind: 'status', to: waits }],
    [2_592_000, { kind: 'status', to: { status: 'open' } }],
  ]
  const [paused, resumed] = [...told(steps)]
  if (!paused || !resumed) throw new Error('nothing was told')
  const due = answerAt(resumed.events, policy, time, resumed.now).resolution?.deadline
  expect(ifResumed(paused.events, policy, time, resumed.now)?.toISOString()).toBe(due?.replace('Z', '.000Z'))
  // 23 of 24 hours are left on Thursday at eleven in Warsaw: six, eight on Friday, eight on Monday, one on Tuesday.
  expect(due).toBe('2026-12-29T09:00:00Z')
})
