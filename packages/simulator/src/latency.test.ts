import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latencyOf } from './latency.ts'

test.each([
  [[], { p50: null, p95: null, p99: null, max: null }],
  [[7], { p50: 7, p95: 7, p99: 7, max: 7 }],
  [[4, 1, 3, 2], { p50: 2, p95: 4, p99: 4, max: 4 }],
  [Array.from({ length: 100 }, (_, n) => n + 1), { p50: 50, p95: 95, p99: 99, max: 100 }],
  [[1.26], { p50: 1.3, p95: 1.3, p99: 1.3, max: 1.3 }],
])('%j has the percentiles of nearest rank', (times, wanted) => {
  expect(latencyOf(times)).toEqual(wanted)
})

test('percentiles rise, and as many as they say lie at or below them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 300 }), (times) => {
      const { p50, p95, p99, max } = latencyOf(times)
      const order = [p50, p95, p99, max].map(Number)
      expect(order).toEqual([...order].sort((a, b) => a - b))
      for (const [share, value] of [0.5, 0.95, 0.99, 1].map((share, n) => [share, order[n] ?? 0] as const))
        expect(times.filter((time) => time <= value).length).toBeGreaterThanOrEqual(share * times.length)
    }),
  )
})
