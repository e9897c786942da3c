import fc from 'fast-check'
import { expect, test } from 'vitest'
import { align, complement, type Point, rate, total } from './lines.ts'

const at = (seconds: number, value: number): Point => [seconds * 1000, value, value, value]

test('lines share one axis, and a line without a point at a time has none drawn there', () => {
  const used = { label: 'used', points: [at(0, 1), at(10, 2)] }
  const late = { label: 'late', points: [at(10, 5), at(20, 6)] }
  expect(align([used, late], 10)).toEqual([
    [0, 10, 20],
    [1, 2, undefined],
    [undefined, 5, 6],
  ])
})

test('a gap in the data is a gap in the chart', () =>
  expect(align([{ label: 'cpu', points: [at(0, 1), at(60, 2)] }], 10)).toEqual([
    [0, 10, 60],
    [1, null, 2],
  ]))

test('no data is an empty axis', () => expect(align([{ label: 'cpu', points: [] }], 10)).toEqual([[], []]))

test('what is idle becomes what is used, with the extremes in their places', () =>
  expect(complement([[0, 0.1, 0.5, 0.9]])).toEqual([[0, 1 - 0.9, 0.5, 0.9]]))

test('a counter becomes a rate a second; after a restart there is a gap, not a fall', () => {
  expect(rate([at(0, 100), at(10, 200), at(20, 50), at(30, 60)])).toEqual([at(10, 10), at(30, 1)])
  expect(rate([at(0, 100)])).toEqual([])
})

test('a rate is never negative, whatever the counter did', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e9)), (values) => {
      for (const [, , average] of rate(values.map((value, index) => at(index * 10, value)))) expect(average).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('interfaces are added up at each time', () => expect(total([[at(0, 1), at(10, 2)], [at(10, 3)]])).toEqual([at(0, 1), at(10, 5)]))
