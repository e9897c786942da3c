import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBackoff, retryAfterMs } from './backoff.ts'

test('the wait is random below a ceiling that doubles from one second to one minute, and begins anew after a success', () => {
  const backoff = createBackoff(() => 0.999999)
  const waits = Array.from({ length: 9 }, () => Math.round(backoff.failed() / 1000))
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  backoff.succeeded()
  expect(Math.round(backoff.failed() / 1000)).toBe(1)
})

test('it never waits less than the server asked for, and never more than an hour and a minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.double({ min: 0, max: 0.9999, noNaN: true }), (asked, random) => {
      const wait = createBackoff(() => random).failed(asked)
      expect(wait).toBeGreaterThanOrEqual(Math.min(asked, 3_600_000))
      expect(wait).toBeLessThanOrEqual(3_660_000)
    }),
  )
})

test.each([
  ['120', 120_000],
  ['Tue, 24 Nov 2026 15:00:30 GMT', 30_000],
  ['Tue, 24 Nov 2026 14:00:00 GMT', 0],
  ['soon', 0],
  [null, 0],
])('Retry-After %s is %i ms', (header, ms) => {
  expect(retryAfterMs(header, new Date('2026-11-24T15:00:00Z'))).toBe(ms)
})
