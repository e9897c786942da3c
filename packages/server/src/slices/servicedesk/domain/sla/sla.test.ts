import type { Calendar, SlaEvent, SlaPolicy } from '@mainstay/contract/servicedesk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sla } from './sla.ts'
import { workingTime } from './working-time.ts'

const weekday = [['08:00', '17:00']] as [string, string][]
const calendar: Calendar = {
  zone: 'America/New_York',
  weekly: { mon: weekday, tue: weekday, wed: weekday, thu: weekday, fri: weekday },
  exceptions: [{ date: '2026-11-26', hours: [] }],
}
const policy: SlaPolicy = {
  priorities: {
    high: { response: { amount: 30, unit: 'minutes' }, resolution: { amount: 4, unit: 'workingHours' } },
    low: { response: { amount: 1, unit: 'workingDays' }, resolution: { amount: 3, unit: 'workingDays' } },
    none: {},
  },
  pausedStatuses: ['waiting-customer', 'waiting-third-party'],
  reopenWindowDays: 7,
}
/** New York in November is five hours behind: opening is 13:00Z, closing 22:00Z. 2026-11-23 is a Monday. */
const on = (text: string): string => `2026-11-${text}:00Z`
const seconds = (text: string): number => Date.parse(text) / 1000
const opened = (at: string, priority = 'high'): SlaEvent => ({ at: on(at), type: 'opened', priority })
const status = (at: string, name: string): SlaEvent => ({ at: on(at), type: 'status', status: name })
const reply = (at: string, author: 'technician' | 'customer' | 'system' = 'technician', isPublic = true): SlaEvent => ({
  at: on(at),
  type: 'reply',
  author,
  public: isPublic,
})
const resolved = (at: string): SlaEvent => ({ at: on(at), type: 'resolved' })
const reopened = (at: string): SlaEvent => ({ at: on(at), type: 'reopened' })
const priority = (at: string, name: string): SlaEvent => ({ at: on(at), type: 'priority', priority: name })
const run = (events: SlaEvent[], now: string, with_: SlaPolicy = policy) => sla(events, with_, calendar, seconds(on(now)))

describe('response', () => {
  test.each([
    ['a customer’s reply', reply('23T14:05', 'customer')],
    ['an automatic reply', reply('23T14:05', 'system')],
    ['an internal note', reply('23T14:05', 'technician', false)],
  ])('%s does not count', (_, event) => {
    expect(run([opened('23T14:00'), event], '23T14:10').response).toEqual({
      state: 'running',
      deadline: on('23T14:30'),
      consumedSeconds: 600,
      at: null,
    })
  })

  test('is the first public reply of a technician, met at the very deadline', () => {
    const answer = run([opened('23T14:00'), reply('23T14:30'), reply('23T14:50')], '23T18:00')
    expect(answer.response).toEqual({ state: 'met', deadline: on('23T14:30'), consumedSeconds: 1800, at: on('23T14:30') })
  })

  test('does not pause, and a breach stays though the reply comes', () => {
    const answer = run([opened('23T14:00'), status('23T14:10', 'waiting-customer'), reply('23T14:31')], '23T15:00')
    expect(answer.response).toEqual({ state: 'breached', deadline: on('23T14:30'), consumedSeconds: 1860, at: on('23T14:31') })
    expect(answer.breaches).toEqual([{ clock: 'response', deadline: on('23T14:30'), target: { amount: 30, unit: 'minutes' } }])
  })

  test('resolving without a reply counts as one', () => {
    expect(run([opened('23T14:00'), resolved('23T14:20')], '23T15:00').response).toMatchObject({ state: 'met', at: on('23T14:20') })
  })
})

describe('resolution', () => {
  test('pauses only in the statuses marked so, and then has no deadline', () => {
    const events = [opened('23T14:00'), status('23T15:30', 'waiting-customer')]
    expect(run(events, '24T15:00').resolution).toEqual({
      state: 'paused',
      deadline: null,
      consumedSeconds: 5400,
      remainingSeconds: 9000,
      at: null,
    })
    expect(run([opened('23T14:00'), status('23T15:30', 'in-work')], '23T16:00').resolution).toMatchObject({
      state: 'running',
      deadline: on('23T18:00'),
      consumedSeconds: 7200,
    })
  })

  test('a paused ticket is not breached for the time paused, and goes on where it stood', () => {
    const answer = run([opened('23T14:00'), status('23T15:30', 'waiting-customer'), status('25T14:00', 'open')], '25T15:00')
    expect(answer.resolution).toMatchObject({ state: 'running', consumedSeconds: 9000, deadline: on('25T16:30') })
    expect(answer.breaches).toEqual([expect.objectContaining({ clock: 'response' })])
  })

  test('exactly the target is met, also when the work is done after hours', () => {
    const events = [opened('23T18:00'), resolved('24T02:00')]
    expect(run(events, '24T15:00').resolution).toEqual({
      state: 'met',
      deadline: on('23T22:00'),
      consumedSeconds: 4 * 3600,
      remainingSeconds: 0,
      at: on('24T02:00'),
    })
  })

  test('what arrives outside hours begins at the next opening', () => {
    expect(run([opened('23T02:00')], '23T12:00')).toMatchObject({
      response: { deadline: on('23T13:30'), consumedSeconds: 0 },
      resolution: { deadline: on('23T17:00') },
    })
  })

  test('the time in which it stood resolved is left out when it is reopened in the window', () => {
    const events = [opened('23T14:00'), resolved('23T15:00'), reopened('24T15:00')]
    const answer = run(events, '24T16:00')
    expect(answer.resolution).toMatchObject({ state: 'running', consumedSeconds: 7200, deadline: on('24T18:00') })
    expect(answer.ledger).toEqual([
      { from: on('23T14:00'), to: on('23T15:00'), counted: true, why: 'open' },
      { from: on('23T15:00'), to: on('24T15:00'), counted: false, why: 'resolved' },
      { from: on('24T15:00'), to: on('24T16:00'), counted: true, why: 'open' },
    ])
  })

  test('reopening sets the status to open, whatever it was', () => {
    const events = [opened('23T14:00'), status('23T14:30', 'waiting-customer'), resolved('23T15:00'), reopened('23T16:00')]
    expect(run(events, '23T17:00').resolution).toMatchObject({ state: 'running', consumedSeconds: 5400 })
  })
})

describe('a change of priority', () => {
  test('applies the new target to all time since the opening', () => {
    const events = [opened('23T14:00', 'low'), priority('23T16:00', 'high')]
    expect(run(events, '23T16:30').resolution).toMatchObject({ state: 'running', deadline: on('23T18:00'), consumedSeconds: 9000 })
  })

  test('that leaves more consumed than allowed breaches at that moment, once, and for good', () => {
    const events = [opened('23T14:00', 'low'), priority('24T14:00', 'high'), priority('24T15:00', 'low'), resolved('24T16:00')]
    const answer = run(events, '24T17:00')
    expect(answer.resolution).toMatchObject({ state: 'breached', deadline: on('24T14:00'), at: on('24T16:00') })
    expect(answer.breaches.filter((one) => one.clock === 'resolution')).toEqual([
      { clock: 'resolution', deadline: on('24T14:00'), target: { amount: 4, unit: 'workingHours' } },
    ])
  })

  test('does not undo a breach', () => {
    const events = [opened('23T14:00'), priority('23T19:00', 'low')]
    expect(run(events, '23T20:00')).toMatchObject({
      resolution: { state: 'breached', deadline: on('23T18:00') },
      breaches: [{ clock: 'response' }, { clock: 'resolution', deadline: on('23T18:00') }],
    })
  })

  test('to one without targets leaves no clock, but the breach', () => {
    expect(run([opened('23T14:00', 'none')], '23T20:00')).toMatchObject({ response: null, resolution: null, breaches: [] })
    expect(run([opened('23T14:00'), priority('23T19:00', 'none')], '23T20:00').resolution).toMatchObject({ state: 'breached' })
  })
})

describe('working days', () => {
  test.each([
    ['end at the same wall time', '23T15:00', '24T15:00'],
    ['begin at the next opening outside hours', '23T02:00', '24T13:00'],
    ['leave out a closed date', '25T15:00', '27T15:00'],
    ['leave out the weekend', '27T15:00', '30T15:00'],
  ])('%s', (_, from, to) => {
    expect(run([opened(from, 'low')], from).response).toMatchObject({ deadline: on(to), state: 'running' })
  })

  test('are clamped to closing', () => {
    const short: Calendar = { ...calendar, weekly: { mon: weekday, tue: [['08:00', '12:00']], wed: weekday } }
    const answer = sla([opened('23T20:00', 'low')], policy, short, seconds(on('23T21:00')))
    expect(answer.response).toMatchObject({ deadline: on('24T17:00') })
  })

  test('once paused, count the working time between their start and their end', () => {
    // Three days from Monday 10:00 are 27 working hours; a day of nine was spent waiting.
    const events = [opened('23T15:00', 'low'), status('24T13:00', 'waiting-customer'), status('25T13:00', 'open')]
    expect(run(events, '25T14:00').resolution).toMatchObject({
      consumedSeconds: 8 * 3600,
      remainingSeconds: 19 * 3600,
      deadline: '2026-11-30T15:00:00Z',
    })
  })
})

test('the ledger names outside hours, and the exception behind them', () => {
  expect(run([opened('25T21:00')], '27T14:00').ledger).toEqual([
    { from: on('25T21:00'), to: on('25T22:00'), counted: true, why: 'open' },
    { from: on('25T22:00'), to: on('27T13:00'), counted: false, why: 'outside-hours', rule: 'exception 2026-11-26' },
    { from: on('27T13:00'), to: on('27T14:00'), counted: true, why: 'open' },
  ])
})

test('events at now count, later ones have not happened', () => {
  expect(run([opened('23T14:00'), resolved('23T15:00')], '23T15:00').resolution).toMatchObject({ state: 'met' })
  expect(run([opened('23T14:00'), resolved('23T15:01')], '23T15:00').resolution).toMatchObject({ state: 'running' })
})

test.each([
  ['out of order', [opened('23T14:00'), reply('23T13:59')], 'out of order'],
  ['opened twice', [opened('23T14:00'), opened('23T15:00')], 'opened twice'],
  ['not opened first', [reply('23T14:00')], 'not "opened"'],
  ['opened after now', [opened('27T14:00')], 'nothing had been opened'],
  ['reopened without being resolved', [opened('23T14:00'), reopened('23T15:00')], 'not resolved'],
  ['resolved twice', [opened('23T14:00'), resolved('23T15:00'), resolved('23T15:10')], 'stands resolved'],
  ['with an unknown priority', [opened('23T14:00', 'urgent')], 'no priority "urgent"'],
  ['with a priority named like a property of every object', [opened('23T14:00', 'toString')], 'no priority "toString"'],
])('events %s break a rule, by name', (_, events, named) => {
  expect(() => run(events, '24T14:00')).toThrow(named)
})

test('reopening after the window is a new ticket; the window is counted in days of the zone', () => {
  const late = (at: string): SlaEvent[] => [
    { at: '2026-10-28T15:00:00Z', type: 'opened', priority: 'high' },
    { at: '2026-10-28T15:30:00Z', type: 'resolved' },
    { at, type: 'reopened' },
  ]
  const at = (text: string) => sla(late(text), policy, calendar, seconds('2026-11-04T17:00:00Z'))
  // The clock went back on 1 November: seven days later is an hour later in UTC.
  expect(at('2026-11-04T16:30:00Z').resolution).toMatchObject({ state: 'running' })
  expect(() => at('2026-11-04T16:30:01Z')).toThrow('after the window of 7 days')
})

test('pausing n times for a total is pausing once for it', () => {
  const time = workingTime(calendar)
  const start = seconds(on('23T13:00'))
  const iso = (n: number): string => new Date(n * 1000).toISOString()
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 4000 })), { minLength: 1, maxLength: 6 }),
      (parts) => {
        let now = start
        const many: SlaEvent[] = [{ at: iso(start), type: 'opened', priority: 'low' }]
        let worked = 0
        for (const [work, pause] of parts) {
          now = time.add(now, work)
          many.push({ at: iso(now), type: 'status', status: 'waiting-customer' })
          now = time.add(now, pause)
          many.push({ at: iso(now), type: 'status', status: 'open' })
          worked += work
        }
        const pausedFor = parts.reduce((sum, [, pause]) => sum + pause, 0)
        const pauseFrom = time.add(start, worked)
        const once: SlaEvent[] = [
          { at: iso(start), type: 'opened', priority: 'low' },
          { at: iso(pauseFrom), type: 'status', status: 'waiting-customer' },
          { at: iso(time.add(pauseFrom, pausedFor)), type: 'status', status: 'open' },
        ]
        const end = Math.max(now, time.add(pauseFrom, pausedFor)) + 1
        expect(sla(many, policy, time, end).resolution).toEqual(sla(once, policy, time, end).resolution)
      },
    ),
  )
})
