import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRange } from './range.ts'

test.each([
  [undefined, 10, 'all'],
  ['bytes=0-4', 10, { start: 0, end: 5 }],
  ['bytes=3-', 10, { start: 3, end: 10 }],
  ['bytes=3-99', 10, { start: 3, end: 10 }],
  ['bytes=-4', 10, { start: 6, end: 10 }],
  ['bytes=-40', 10, { start: 0, end: 10 }],
  ['bytes=9-9', 10, { start: 9, end: 10 }],
  ['bytes=10-', 10, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=-0', 10, 'unsatisfiable'],
  ['bytes=5-2', 10, 'all'],
  ['bytes=0-1,4-5', 10, 'all'],
  ['lines=1-2', 10, 'all'],
  ['bytes=-', 10, 'all'],
] as const)('%s of %i bytes is %j', (header, size, expected) => {
  expect(parseRange(header, size)).toEqual(expected)
})

test('a range never lies outside of the file', () => {
  fc.assert(
    fc.property(fc.nat(), fc.option(fc.nat(), { nil: '' }), fc.nat(), (first, last, size) => {
      const range = parseRange(`bytes=${first}-${last}`, size)
      if (typeof range === 'string') return
      expect(range.start).toBeLessThan(range.end)
      expect(range.end).toBeLessThanOrEqual(size)
    }),
  )
})
