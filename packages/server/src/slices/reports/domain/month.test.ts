import { dayIn } from '@mainstay/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asOf, daysOf, lastDayOf, monthIn, monthName, previousMonth } from './month.ts'

test.each([
  ['2026-11', 'Europe/Berlin', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
  ['2026-10', 'Europe/Berlin', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  ['2026-03', 'America/New_York', '2026-03-01T05:00:00.000Z', '2026-04-01T04:00:00.000Z'],
  ['2026-12', 'Asia/Kolkata', '2026-11-30T18:30:00.000Z', '2026-12-31T18:30:00.000Z'],
  ['2026-01', 'Etc/UTC', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
])('%s in %s runs from %s to %s', (month, zone, from, to) => {
  const { from: a, to: b } = monthIn(month, zone)
  expect([a.toISOString(), b.toISOString()]).toEqual([from, to])
})

test('a midnight that comes twice is its earlier instant', () => {
  // Cuba sets its clocks back at 01:00 on the first Sunday of November: in 2026 that is the first.
  expect(monthIn('2026-11', 'America/Havana').from.toISOString()).toBe('2026-11-01T04:00:00.000Z')
  expect(monthIn('2026-10', 'America/Havana').to.toISOString()).toBe('2026-11-01T04:00:00.000Z')
})

test('a midnight that does not come is the first instant after it', () => {
  // Paraguay set its clocks forward at 00:00 on 2023-10-01.
  const { from } = monthIn('2023-10', 'America/Asuncion')
  expect(from.toISOString()).toBe('2023-10-01T04:00:00.000Z')
  expect(dayIn(new Date(from.getTime() - 1), 'America/Asuncion')).toBe('2023-09-30')
})

const zone = fc.constantFrom(
  'Europe/Warsaw',
  'America/Havana',
  'America/Asuncion',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
  'Etc/UTC',
  'Africa/Cairo',
)
const month = fc
  .tuple(fc.integer({ min: 2005, max: 2035 }), fc.integer({ min: 1, max: 12 }))
  .map(([y, m]) => `${y}-${String(m).padStart(2, '0')}`)

test('months follow each other without a gap, and the date changes exactly at their border', () => {
  fc.assert(
    fc.property(month, zone, (m, z) => {
      const { from, to } = monthIn(m, z)
      expect(monthIn(previousMonth(m), z).to).toEqual(from)
      expect(dayIn(from, z)).toBe(`${m}-01`)
      expect(dayIn(new Date(from.getTime() - 1), z).slice(0, 7)).toBe(previousMonth(m))
      expect(dayIn(new Date(to.getTime() - 1), z)).toBe(daysOf(m).at(-1))
    }),
    { numRuns: 500 },
  )
})

test('names and days of a month', () => {
  expect(monthName('2026-10')).toBe('October 2026')
  expect(previousMonth('2026-01')).toBe('2025-12')
  expect(daysOf('2028-02')).toHaveLength(29)
  expect(lastDayOf('2028-02')).toBe('2028-02-29')
  expect(daysOf('2026-10').slice(0, 2)).toEqual(['2026-10-01', '2026-10-02'])
})

test('records count up to now, and not beyond the end of the month', () => {
  const october = monthIn('2026-10', 'Etc/UTC')
  const during = new Date('2026-10-09T10:00:00Z')
  expect(asOf(october, during)).toBe(during)
  expect(asOf(october, new Date('2026-11-24T10:00:00Z'))).toEqual(october.to)
})
