import type { MetricsBatch } from '@mainstay/contract/agent'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { admit, OLDEST_MS } from './admit.ts'

const NOW = Date.UTC(2026, 10, 24, 9)
const batch = (points: [number, number][], o: Partial<MetricsBatch> = {}): MetricsBatch => ({
  v: 1,
  bootId: 'boot-0001',
  seq: 1,
  sentAt: NOW,
  series: [{ name: 'x', unit: '1', attributes: {}, points }],
  ...o,
})

test.each([
  ['a minute and more ahead is taken off', 60_000, 60_000],
  ['an hour behind is put on', -3_600_000, -3_600_000],
  ['less than a minute is the network', 59_999, 0],
])('%s', (_, skew, shift) => {
  const { series, answer } = admit(batch([[NOW + skew - 1000, 5]], { sentAt: NOW + skew }), NOW, 0)
  expect(series[0]?.points).toEqual([[NOW + skew - 1000 - shift, 5]])
  expect(answer).toMatchObject({ accepted: 1, rejected: [], clockSkewSeconds: shift / 1000 })
})

test('the correction of the last batch stays while the clock is the same, so that a batch sent again lands on the same times', () => {
  const first = admit(batch([[NOW, 1]], { sentAt: NOW + 100_000 }), NOW, 0)
  const again = admit(batch([[NOW, 1]], { sentAt: NOW + 104_000 }), NOW + 5000, first.shiftMs)
  expect(again.series).toEqual(first.series)
  expect(admit(batch([[NOW, 1]], { sentAt: NOW + 200_000 }), NOW, first.shiftMs).shiftMs).toBe(200_000)
})

test('the edges of what is taken: 5 minutes ahead, 31 days back', () => {
  const edges: [number, number][] = [
    [NOW + 300_000, 1],
    [NOW + 300_001, 2],
    [NOW - OLDEST_MS, 3],
    [NOW - OLDEST_MS - 1, 4],
  ]
  const { series, answer } = admit(batch(edges), NOW, 0)
  expect(series[0]?.points.map(([, value]) => value)).toEqual([1, 3])
  expect(answer.rejected).toEqual([
    { series: 0, points: 2, reason: 'x: 1 point more than 5 minutes in the future, 1 point older than 31 days' },
  ])
})

test('a series with too many attributes is refused whole', () => {
  const attributes = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`a${i}`, 'x']))
  const { series, answer } = admit(batch([], { series: [{ name: 'x', unit: '', attributes, points: [[NOW, 1]] }] }), NOW, 0)
  expect(series).toEqual([])
  expect(answer).toMatchObject({ accepted: 0, rejected: [{ points: 1, reason: expect.stringMatching(/33 attributes/) }] })
})

test('every point is either accepted or rejected, and what is accepted is finite and in its time', () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY))
  const point = fc.tuple(fc.integer({ min: NOW - 2 * OLDEST_MS, max: NOW + 10_000_000 }), value)
  const series = fc.array(fc.array(point, { maxLength: 20 }), { maxLength: 5 })
  fc.assert(
    fc.property(series, fc.integer({ min: -(10 ** 8), max: 10 ** 8 }), (all, skew) => {
      const given = batch([], { sentAt: NOW + skew, series: all.map((points, i) => ({ name: `s${i}`, unit: '', attributes: {}, points })) })
      const { series: taken, answer } = admit(given, NOW, 0)
      const rejected = answer.rejected.reduce((sum, one) => sum + one.points, 0)
      expect(answer.accepted + rejected).toBe(all.flat().length)
      for (const [at, one] of taken.flatMap((each) => [...each.points])) {
        expect(Number.isFinite(one)).toBe(true)
        expect(at >= NOW - OLDEST_MS && at <= NOW + 300_000).toBe(true)
      }
    }),
  )
})
