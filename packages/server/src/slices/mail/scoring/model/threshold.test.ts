import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thresholdFor } from './threshold.ts'

const scores = (count: number) => Array.from({ length: count }, (_, n) => n)

test.each([
  ['of 999 at 0.1 %, the highest itself', 999, 0.001, 998],
  ['of 1,999, the second', 1999, 0.001, 1997],
  ['of 2,499, half-way between the second and the third', 2499, 0.001, 2496.5],
  ['of fewer than the rate needs, above all', 500, 0.001, 499.1],
  ['of a hundred at 10 %', 99, 0.1, 89],
  ['of none, just above nothing', 0, 0.001, 0.1],
])('the threshold lies: %s', (_, count, rate, threshold) => {
  expect(thresholdFor(scores(count), rate)).toBeCloseTo(threshold, 9)
})

test('a new message is wrongly stopped as often as asked, whatever the scores are like', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 40, maxLength: 200 }), (list) => {
      // Each in turn is the new one: on average one in ten is above the threshold of the others, and never more than the next rank.
      const passed = list.filter((one, index) => one > thresholdFor(list.toSpliced(index, 1), 0.1)).length
      expect(passed).toBeLessThanOrEqual(Math.ceil(0.1 * list.length) + 1)
    }),
    { numRuns: 200 },
  )
})
