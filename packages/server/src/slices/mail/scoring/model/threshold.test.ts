import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generator } from './logistic.ts'
import { thresholdFor } from './threshold.ts'

const scores = (count: number) => Array.from({ length: count }, (_, n) => n)

test.each([
  ['of a hundred at 10 %, the tenth', 99, 0.1, 89],
  ['of 2,499 at 1 %, the 25th', 2499, 0.01, 2474],
  ['of none, just above nothing', 0, 0.001, 0.1],
  ['of one, just above it', 1, 0.001, 0.1],
])('the threshold lies: %s', (_, count, rate, threshold) => {
  expect(thresholdFor(scores(count), rate)).toBeCloseTo(threshold, 9)
})

test('where too few are there to say, none lies above', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 300 }), (list) => {
      expect(thresholdFor(list, 0.001)).toBeGreaterThan(Math.max(...list))
    }),
  )
})

test('a single odd message far out moves it little', () => {
  const random = generator(5)
  const list = Array.from({ length: 2500 }, () => -Math.log(1 - random()))
  const moved = thresholdFor([...list, 60], 0.001) - thresholdFor(list, 0.001)
  expect(moved).toBeGreaterThan(0)
  expect(moved).toBeLessThan(8)
})

test('new messages of the same kind lie above it about as often as asked', () => {
  let above = 0
  for (let seed = 1; seed <= 60; seed++) {
    const random = generator(seed)
    const draw = () => Array.from({ length: 2500 }, () => -Math.log(1 - random()))
    const threshold = thresholdFor(draw(), 0.001)
    above += draw().filter((one) => one > threshold).length / 2500 / 60
  }
  expect(above).toBeGreaterThan(0.0007)
  expect(above).toBeLessThan(0.0014)
})
