import { expect, test } from 'vitest'
import { closedAsText, closedOfText, hoursAsText, hoursOfText, withTarget } from './hours.ts'

test.each([
  ['09:00–17:00', [['09:00', '17:00']]],
  [
    '9:00-12:00, 13:00 – 17:30',
    [
      ['09:00', '12:00'],
      ['13:00', '17:30'],
    ],
  ],
  ['', []],
  ['nine to five', null],
  ['09:00', null],
])('the hours %j are read as %j', (text, hours) => {
  expect(hoursOfText(text)).toEqual(hours)
})

test('what was read is written the same again', () => {
  const text = '09:00–12:00, 13:00–17:00'
  expect(hoursAsText(hoursOfText(text) ?? undefined)).toBe(text)
  const dates = '2026-12-24 09:00–12:00 Christmas Eve\n2026-12-25 Christmas Day\n2026-12-26'
  expect(closedAsText(closedOfText(dates) ?? [])).toBe(dates)
})

test('a day is closed without hours, and a line without a date is no day', () => {
  expect(closedOfText('2026-12-25 Christmas Day\n\n')).toEqual([{ date: '2026-12-25', hours: [], name: 'Christmas Day' }])
  expect(closedOfText('Christmas')).toBeNull()
})

test('one target changes, or goes, and the others stay', () => {
  const policy = { priorities: { low: { response: { amount: 1, unit: 'workingDays' as const } } }, pausedStatuses: [], reopenWindowDays: 7 }
  const more = withTarget(policy, 'low', 'resolution', { amount: 2, unit: 'workingDays' })
  expect(more.priorities['low']).toEqual({ response: { amount: 1, unit: 'workingDays' }, resolution: { amount: 2, unit: 'workingDays' } })
  expect(withTarget(more, 'low', 'response', null).priorities['low']).toEqual({ resolution: { amount: 2, unit: 'workingDays' } })
})
