import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextBackupAt } from './schedule.ts'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 10, 24, 15)

test('the first backup comes within seconds', () => {
  expect(nextBackupAt(60, { lastStartedAt: null, failures: 0 }, NOW, 0.5)).toBe(NOW + 2500)
})

test('the next comes within the period, never after it and never earlier than nine tenths of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 44_640 }), fc.double({ min: 0, max: 0.9999, noNaN: true }), (every, draw) => {
      const next = nextBackupAt(every, { lastStartedAt: NOW, failures: 0 }, NOW, draw)
      expect(next).toBeLessThanOrEqual(NOW + every * MINUTE)
      expect(next).toBeGreaterThanOrEqual(NOW + every * MINUTE * 0.9)
    }),
  )
})

test('missed runs are caught up once, within a minute', () => {
  const next = nextBackupAt(60, { lastStartedAt: NOW - 5000 * MINUTE, failures: 0 }, NOW, 0.9)
  expect(next).toBeGreaterThanOrEqual(NOW)
  expect(next).toBeLessThanOrEqual(NOW + MINUTE)
})

test('after a failure it is tried again after five minutes, then at doubling distance up to an hour', () => {
  const after = (failures: number) => (nextBackupAt(1440, { lastStartedAt: NOW, failures }, NOW, 0) - NOW) / MINUTE
  expect([1, 2, 3, 4, 5, 6].map(after)).toEqual([5, 10, 20, 40, 60, 60])
})

test('a clock that was set back does not postpone the next backup', () => {
  expect(nextBackupAt(60, { lastStartedAt: NOW + 1e10, failures: 0 }, NOW, 0)).toBe(NOW)
})
