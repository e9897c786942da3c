import { expect, test } from 'vitest'
import { day, dayKey, exact, monthName, monthOf, relative } from './when.ts'

const now = new Date('2026-11-24T12:00:00Z')
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)

test.each([
  [3, 'just now'],
  [45, '45 s ago'],
  [89 * 60, '89 min ago'],
  [7 * 3600, '7 h ago'],
  [35 * 3600, '35 h ago'],
  [5 * 86_400, '5 d ago'],
  [100 * 86_400, '3 months ago'],
  [900 * 86_400, '2 years ago'],
  [-3 * 86_400, 'in 3 d'],
])('%d seconds earlier is %s', (seconds, text) => expect(relative(before(seconds), now)).toBe(text))

test("the exact time stands in the client's zone and names it", () => {
  expect(exact(now, 'Europe/Berlin')).toBe('Tue, 24 Nov 2026, 13:00:00 CET')
  expect(exact(now, 'Asia/Kolkata')).toContain('17:30:00')
  expect(day(now, 'Pacific/Auckland')).toBe('25 November 2026')
})

test('days and months are those of the zone, not of UTC', () => {
  const late = new Date('2026-10-31T23:30:00Z')
  expect(dayKey(late, 'Europe/Berlin')).toBe('2026-11-01')
  expect(monthOf(late, 'Europe/Berlin')).toBe('2026-11')
  expect(monthOf(late, 'America/New_York')).toBe('2026-10')
  expect(monthOf(new Date('2027-01-15T00:00:00Z'), 'Etc/UTC', 1)).toBe('2026-12')
  expect(monthName('2026-10')).toBe('October 2026')
})
