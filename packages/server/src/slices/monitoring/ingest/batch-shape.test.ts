import { MetricsBatchSchema } from '@mainstay/contract/agent'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asBatch, hasShape } from './batch-shape.ts'

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(128), 'x'.repeat(129), 'x'.repeat(257)),
)
const odd = fc.oneof(
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.string({ maxLength: 3 }),
  fc.boolean(),
  fc.constant(-1),
  fc.constant(1.5),
)
const or = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> => fc.oneof({ arbitrary: good, weight: 12 }, { arbitrary: odd, weight: 1 })
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const point = or(fc.tuple(or(fc.maxSafeInteger()), or(finite)))
const series = or(
  fc.record(
    {
      name: or(text),
      unit: or(text),
      attributes: or(fc.dictionary(text, or(text), { maxKeys: 3 })),
      points: or(fc.array(point, { maxLength: 3 })),
    },
    { requiredKeys: ['name'] },
  ),
)
const batch = or(
  fc.record({
    v: or(fc.constant(1)),
    bootId: or(text),
    seq: or(fc.nat()),
    sentAt: or(fc.maxSafeInteger()),
    series: or(fc.array(series, { maxLength: 3 })),
  }),
)

test('the quick look agrees with the contract on everything', () => {
  fc.assert(
    fc.property(batch, (value) => {
      expect(hasShape(value)).toBe(MetricsBatchSchema.safeParse(value).success)
    }),
    { numRuns: 3000 },
  )
})

test('limits on the number of series and points are the contract’s', () => {
  const of = (count: number, points: number) => ({
    v: 1,
    bootId: 'boot-0001',
    seq: 0,
    sentAt: 0,
    series: Array.from({ length: count }, () => ({
      name: 'x',
      unit: '',
      attributes: {},
      points: Array.from({ length: points }, () => [0, 0]),
    })),
  })
  for (const value of [of(5000, 0), of(5001, 0), of(1, 1000), of(1, 1001)])
    expect(hasShape(value)).toBe(MetricsBatchSchema.safeParse(value).success)
})

test('what is wrong is named', () => {
  expect(() =>
    asBatch({ v: 1, bootId: 'boot-0001', seq: 0, sentAt: 0, series: [{ name: 'x', unit: '', attributes: {}, points: [[0, '1']] }] }),
  ).toThrow(/series\.0\.points\.0\.1/)
  expect(() => asBatch('x')).toThrow(/body: .*expected object/)
})
