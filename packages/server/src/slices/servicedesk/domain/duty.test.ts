import type { Rota, Shift } from '@mainstay/contract/servicedesk'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forecastLate, median } from './forecast.ts'
import { onDuty } from './rota.ts'
import { workingTime } from './sla/working-time.ts'
import { nextWarning } from './warning.ts'

const shift = (day: Shift['day'], from: string, to: string, personId = 'ada'): Shift => ({ day, from, to, personId })
const rota = (...shifts: Shift[]): Rota => ({ zone: 'Europe/Berlin', shifts, escalateTo: null })
const at = (instant: string, ...shifts: Shift[]) =>
  onDuty(rota(...shifts), new Date(instant)).map(({ personId, until }) => [personId, until.toISOString()])

test('a shift is half-open, in the zone of the desk', () => {
  const tuesday = shift('tue', '08:00', '17:00')
  expect(at('2026-11-24T06:59:59Z', tuesday)).toEqual([])
  expect(at('2026-11-24T07:00:00Z', tuesday)).toEqual([['ada', '2026-11-24T16:00:00.000Z']])
  expect(at('2026-11-24T16:00:00Z', tuesday)).toEqual([])
})

test('a night shift is on duty after midnight, also in the night in which the clock changes', () => {
  const saturday = shift('sat', '22:00', '06:00')
  expect(at('2026-10-25T00:30:00Z', saturday)).toEqual([['ada', '2026-10-25T05:00:00.000Z']])
  expect(at('2026-10-25T05:00:00Z', saturday)).toEqual([])
  expect(at('2026-11-24T22:30:00Z', shift('tue', '12:00', '24:00'))).toEqual([['ada', '2026-11-24T23:00:00.000Z']])
})

test('two shifts at once are two people, and one person once, until the later end', () => {
  expect(
    at('2026-11-24T10:00:00Z', shift('tue', '08:00', '12:00'), shift('tue', '09:00', '17:00'), shift('tue', '08:00', '16:00', 'bo')),
  ).toEqual([
    ['ada', '2026-11-24T16:00:00.000Z'],
    ['bo', '2026-11-24T15:00:00.000Z'],
  ])
})

const day: [string, string][] = [['09:00', '17:00']]
const time = workingTime({ zone: 'UTC', weekly: { mon: day, tue: day, wed: day, thu: day, fri: day }, exceptions: [] })
const clock = (consumedSeconds: number) => ({
  response: { state: 'running' as const, deadline: null, at: null, consumedSeconds },
  resolution: null,
})

test('a warning comes when the share of working time is consumed, over the night too, and after the last there is none', () => {
  const now = Date.parse('2026-11-24T16:00:00Z') / 1000
  // Four hours, of which two have passed: one is left today, one tomorrow morning.
  const next = { clock: 'response' as const, deadline: new Date('2026-11-25T10:00:00Z') }
  expect(nextWarning(next, clock(7200), time, now)).toEqual({ share: 75, at: new Date('2026-11-24T17:00:00Z') })
  expect(nextWarning(next, clock(7200 + 3600), time, Date.parse('2026-11-25T09:00:00Z') / 1000)).toEqual({
    share: 90,
    at: new Date('2026-11-25T09:36:00Z'),
  })
  expect(nextWarning(next, clock(14_400), time, Date.parse('2026-11-25T10:00:00Z') / 1000)).toBeNull()
  expect(nextWarning(null, clock(0), time, now)).toBeNull()
})

test('the forecast takes the queue by deadline and is monotone: more hands or quicker work never make more late', () => {
  const now = new Date('2026-11-24T09:00:00Z')
  const due = (id: string, hours: number) => ({ id, deadline: new Date(now.getTime() + hours * 3_600_000) })
  expect(forecastLate([due('c', 2.5), due('a', 1), due('b', 2)], { hands: 1, secondsPerTicket: 3600, now })).toEqual(['c'])
  expect(forecastLate([due('c', 2.5), due('a', 1), due('b', 2)], { hands: 2, secondsPerTicket: 3600, now })).toEqual([])
  fc.assert(
    fc.property(
      fc.array(fc.nat(100), { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 20 }),
      (hours, hands, work) => {
        const queue = hours.map((one, n) => due(String(n), one))
        const late = forecastLate(queue, { hands, secondsPerTicket: work * 3600, now }).length
        expect(forecastLate(queue, { hands: hands + 1, secondsPerTicket: work * 3600, now }).length).toBeLessThanOrEqual(late)
        expect(forecastLate(queue, { hands, secondsPerTicket: (work - 1) * 3600, now }).length).toBeLessThanOrEqual(late)
      },
    ),
  )
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5])
})
