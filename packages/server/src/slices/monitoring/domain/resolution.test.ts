import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alignedTo, stepFor, widerStep } from './resolution.ts'

const H = 3_600_000

test.each([
  ['an hour in 300 points', H, 300, 15_000],
  ['a day in 300 points', 24 * H, 300, 300_000],
  ['a month in 300 points', 720 * H, 300, 3 * H],
  ['a second in 2 points', 1000, 2, 1000],
  ['three years in 2 points', 26_280 * H, 2, 26_280 * H],
])('%s', (_, span, points, expected) => {
  expect(stepFor(0, span, points)).toBe(expected)
})

test('a chart never has more than one point over what was asked, whatever the span', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 26_000 * H }), fc.integer({ min: 2, max: 2000 }), fc.nat(10 ** 12), (span, points, from) => {
      const step = stepFor(from, from + span, points)
      const aligned = alignedTo(step, from, from + span)
      expect((aligned.to - aligned.from) / step).toBeLessThanOrEqual(points + 1)
      expect(aligned.from <= from && aligned.to >= from + span).toBe(true)
    }),
  )
})

test('an interval is wide enough that a collection a little late leaves no false gap', () => {
  expect(widerStep(1000, 10_000)).toBe(15_000)
  expect(widerStep(20_000, 10_000)).toBeNull()
  expect(widerStep(60_000, H)).toBe(H)
  expect(widerStep(3 * H, H)).toBeNull()
  expect(widerStep(1000, null)).toBeNull()
})
