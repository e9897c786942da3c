import type { Calendar } from '@mainstay/contract/servicedesk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openMinutes, wallClock } from './brute-force.ts'
import { workingTime } from './working-time.ts'

/** Each around a change of its clock; Lord Howe changes by half an hour, Kolkata stands at a half-hour offset, Apia left out a day. */
const PLACES = [
  ['Europe/Warsaw', '2026-10-25'],
  ['Europe/Warsaw', '2026-03-29'],
  ['America/New_York', '2026-11-01'],
  ['America/St_Johns', '2026-03-08'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Asia/Kolkata', '2026-11-24'],
  ['America/Havana', '2026-11-01'],
  ['Pacific/Apia', '2011-12-30'],
  ['Africa/Casablanca', '2026-03-22'],
] as const

const time = fc
  .integer({ min: 0, max: 95 })
  .map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`)
const hours = fc.array(fc.tuple(time, fc.oneof(time, fc.constant('24:00'))), { maxLength: 3 })

function calendars(zone: string, around: string): fc.Arbitrary<Calendar> {
  const date = fc.integer({ min: -2, max: 2 }).map((n) => new Date(Date.parse(around) + n * 86_400_000).toISOString().slice(0, 10))
  return fc
    .record({
      zone: fc.constant(zone),
      weekly: fc.record({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }),
      exceptions: fc.uniqueArray(fc.record({ date, hours }), { selector: (one) => one.date, maxLength: 2 }),
    })
    .filter(({ weekly }) => Object.values(weekly).some((one) => one.length > 0))
}

describe.each(PLACES)('%s around %s', (zone, around) => {
  const middle = Date.parse(`${around}T00:00:00Z`) / 60_000
  const minutes = wallClock(zone, middle - 3000 - 4320, middle + 4000 + 4320)

  test('working time is what a count minute by minute says', () => {
    fc.assert(
      fc.property(
        calendars(zone, around),
        fc.integer({ min: -3000, max: 1000 }),
        fc.integer({ min: 0, max: 3000 }),
        (calendar, begin, length) => {
          const from = middle + begin
          expect(workingTime(calendar).between(from * 60, (from + length) * 60) / 60).toBe(
            openMinutes(calendar, minutes, from, from + length).size,
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  test('add finds the earliest instant by which so much has passed, and is monotone', () => {
    fc.assert(
      fc.property(
        calendars(zone, around),
        fc.integer({ min: -3000, max: 3000 }),
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 0, max: 5000 }),
        (calendar, begin, seconds, more) => {
          const working = workingTime(calendar)
          const from = (middle + begin) * 60
          // Hours that lie in a gap whole every time they come would never pass.
          if (working.between(from, from + 400 * 86_400) < seconds + more) return
          const end = working.add(from, seconds)
          expect(working.between(from, end)).toBe(seconds)
          expect(working.between(from, end - 1)).toBe(seconds - 1)
          expect(working.add(from, seconds + more)).toBeGreaterThanOrEqual(end)
        },
      ),
      { numRuns: 30 },
    )
  })
})

const weekday = [['08:00', '17:00']] as [string, string][]
const office = { mon: weekday, tue: weekday, wed: weekday, thu: weekday, fri: weekday }
const at = (text: string): number => Date.parse(text) / 1000

test.each<[string, Partial<Calendar>, string, string, number]>([
  ['a plain day', {}, '2026-11-23T00:00Z', '2026-11-24T00:00Z', 9],
  ['a closing at 24:00', { weekly: { mon: [['20:00', '24:00']] } }, '2026-11-23T00:00Z', '2026-11-25T00:00Z', 4],
  ['hours over midnight', { weekly: { fri: [['22:00', '06:00']] } }, '2026-11-27T00:00Z', '2026-11-28T23:00Z', 8],
  ['all of a day', { weekly: { mon: [['00:00', '24:00']] } }, '2026-11-22T00:00Z', '2026-11-25T00:00Z', 24],
  ['the same opening and closing is a whole day', { weekly: { mon: [['09:00', '09:00']] } }, '2026-11-22T00:00Z', '2026-11-25T00:00Z', 24],
  [
    'hours that overlap count once',
    {
      weekly: {
        mon: [
          ['08:00', '12:00'],
          ['10:00', '13:00'],
        ],
      },
    },
    '2026-11-23T00:00Z',
    '2026-11-24T00:00Z',
    5,
  ],
  ['a closed date', { exceptions: [{ date: '2026-11-23', hours: [] }] }, '2026-11-23T00:00Z', '2026-11-24T00:00Z', 0],
  ['special hours', { exceptions: [{ date: '2026-11-23', hours: [['08:00', '12:00']] }] }, '2026-11-23T00:00Z', '2026-11-24T00:00Z', 4],
  [
    'an exception replaces what begins on its date, not what came over from the day before',
    { weekly: { fri: [['22:00', '06:00']], sat: [['08:00', '10:00']] }, exceptions: [{ date: '2026-11-28', hours: [] }] },
    '2026-11-27T00:00Z',
    '2026-11-29T00:00Z',
    8,
  ],
])('%s', (_, change, from, to, hours) => {
  expect(workingTime({ zone: 'UTC', weekly: office, exceptions: [], ...change }).between(at(from), at(to)) / 3600).toBe(hours)
})

test('a night shift is an hour longer in autumn and an hour shorter in spring', () => {
  const night = workingTime({ zone: 'Europe/Warsaw', weekly: { sat: [['22:00', '06:00']] }, exceptions: [] })
  expect(night.between(at('2026-10-24T00:00Z'), at('2026-10-26T00:00Z')) / 3600).toBe(9)
  expect(night.between(at('2026-03-28T00:00Z'), at('2026-03-30T00:00Z')) / 3600).toBe(7)
})

test.each([
  ['no open hours', { zone: 'UTC', weekly: {}, exceptions: [] }, 'no open hours'],
  ['only empty ones', { zone: 'UTC', weekly: { mon: [] }, exceptions: [{ date: '2026-01-01', hours: [] }] }, 'no open hours'],
  ['an unknown zone', { zone: 'Mars/Olympus', weekly: office, exceptions: [] }, 'Mars/Olympus'],
  [
    'two exceptions of a date',
    { zone: 'UTC', weekly: office, exceptions: ['2026-01-01', '2026-01-01'].map((date) => ({ date, hours: [] })) },
    '2026-01-01 has two',
  ],
])('a calendar with %s is refused by name', (_, calendar, named) => {
  expect(() => workingTime(calendar)).toThrow(named)
})

test('a target beyond the last open hour is refused, not searched for without end', () => {
  const once = workingTime({ zone: 'UTC', weekly: {}, exceptions: [{ date: '2026-11-23', hours: [['08:00', '12:00']] }] })
  expect(once.add(at('2026-11-20T00:00Z'), 4 * 3600)).toBe(at('2026-11-23T12:00Z'))
  expect(() => once.add(at('2026-11-20T00:00Z'), 4 * 3600 + 1)).toThrow('open hours end before')
})
