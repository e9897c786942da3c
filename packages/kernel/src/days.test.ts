import { expect, test } from 'vitest'
import { addDays, addMonths, dayIn } from './days.ts'

test.each([
  ['2026-10-31T22:59:59Z', 'Europe/Berlin', '2026-10-31'],
  ['2026-10-31T23:00:00Z', 'Europe/Berlin', '2026-11-01'],
  ['2026-11-24T18:29:00Z', 'Asia/Kolkata', '2026-11-24'],
  ['2026-11-24T18:30:00Z', 'Asia/Kolkata', '2026-11-25'],
  ['2026-01-01T04:59:00Z', 'America/New_York', '2025-12-31'],
])('%s is in %s the day %s', (at, zone, day) => expect(dayIn(new Date(at), zone)).toBe(day))

test('days are added over the ends of months and years, in leap years too, and taken off', () => {
  expect([addDays('2028-02-28', 1), addDays('2026-12-31', 1), addDays('2026-03-01', -1), addDays('2026-10-24', 2)]).toEqual([
    '2028-02-29',
    '2027-01-01',
    '2026-02-28',
    '2026-10-26',
  ])
})

test('a zone that is none is refused', () => expect(() => dayIn(new Date(0), 'Mars/Olympus')).toThrow(RangeError))

test.each([
  ['2024-01-31', 1, '2024-02-29'],
  ['2023-11-30', 3, '2024-02-29'],
  ['2026-12-31', 12, '2027-12-31'],
  ['2026-08-31', 42, '2030-02-28'],
])('%s and %s months is %s', (day, months, expected) => {
  expect(addMonths(day, months)).toBe(expected)
})
