import { expect, test } from 'vitest'
import { changeWords } from './change-words.ts'
import { clockWords, kindOf, queueTitle, spent, timeLeft, whyWord } from './wording.ts'
import { ticketListSearch } from './ticket-search.ts'

const now = new Date('2026-11-24T12:00:00Z')
const counts = { open: 0, mine: 0, unassigned: 0, waiting: 0, overdue: 0 }

test.each([
  [counts, 'No ticket is open'],
  [{ ...counts, open: 1 }, '1 ticket is open, none of them overdue'],
  [{ ...counts, open: 12, overdue: 2 }, '12 tickets are open, 2 of them overdue'],
])('of %j the title is %s', (of, title) => expect(queueTitle({ counts: of })).toBe(title))

const due = (clock: 'response' | 'resolution', deadline: string) => ({ next: { clock, deadline }, status: 'open' as const })
test.each([
  [due('response', '2026-11-24T11:48:00Z'), 'broken', '12 min late to answer'],
  [due('response', '2026-11-24T12:30:00Z'), 'attention', '30 min to answer'],
  [due('resolution', '2026-11-25T15:00:00Z'), null, '1 d 3 h to solve'],
  [{ next: null, status: 'waiting-customer' as const }, null, 'Waits'],
  [{ next: null, status: 'open' as const }, null, 'No target'],
  [{ next: null, status: 'closed' as const }, null, 'Closed'],
])('%j is told as %s, %s', (ticket, tone, text) => expect(timeLeft(ticket, now)).toEqual({ tone, text }))

const entry = { from: '2026-11-24T10:00:00Z', to: '2026-11-24T11:00:00Z' }
test.each([
  [{ ...entry, counted: true, why: 'open' }, 'counted', 'counts'],
  [{ ...entry, counted: false, why: 'outside-hours' }, 'outside', 'outside the hours of the agreement'],
  [{ ...entry, counted: false, why: 'outside-hours', rule: 'exception 2026-12-25' }, 'outside', 'closed: 2026-12-25'],
  [{ ...entry, counted: false, why: 'waiting-customer' }, 'paused', 'waiting for the client'],
  [{ ...entry, counted: false, why: 'resolved' }, 'resolved', 'stood resolved'],
])('the stretch %j is drawn as %s and says: %s', (stretch, kind, words) => {
  expect([kindOf(stretch), whyWord(stretch)]).toEqual([kind, words])
})

test('a clock says how it ended, and one that only runs says nothing good', () => {
  const clock = { deadline: null, consumedSeconds: 0, at: null }
  expect(clockWords('answer', null)).toMatchObject({ tone: 'unknown' })
  expect(clockWords('answer', { ...clock, state: 'running' })).toMatchObject({ tone: null })
  expect(clockWords('solve', { ...clock, state: 'breached' })).toEqual({ tone: 'broken', text: 'Late to solve' })
  expect(clockWords('solve', { ...clock, state: 'met', at: entry.from })).toEqual({ tone: 'good', text: 'Solved in time' })
})

test('a stopwatch that runs counts until now', () => {
  expect(
    spent(
      [
        { startedAt: entry.from, endedAt: entry.to },
        { startedAt: '2026-11-24T11:59:00Z', endedAt: null },
      ],
      now,
    ),
  ).toBe(3660)
})

test('what happened is told with who and why', () => {
  const change = { at: entry.from, by: 'Bo', to: null, reason: null }
  expect(changeWords({ ...change, type: 'status', to: 'waiting-customer', reason: 'A date' })).toBe('Bo: waiting for the client: A date')
  expect(changeWords({ ...change, type: 'assigned', to: 'Ada' })).toBe('Bo gave it to Ada')
  expect(changeWords({ ...change, type: 'opened', to: 'high' })).toBeNull()
})

test('an address that was made up shows the whole queue', () => {
  expect(ticketListSearch({ view: 'everything', clientId: 'x', q: '' })).toEqual({})
  expect(ticketListSearch({ view: 'mine', q: 1041 })).toEqual({ view: 'mine', q: '1041' })
})
