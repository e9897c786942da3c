import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rangeOf } from './window-rows.ts'

const list = { screen: 800, rowHeight: 50, count: 5000, spare: 2 }

test('at the top the first screenful and a few spare rows exist', () =>
  expect(rangeOf({ ...list, top: 200 })).toEqual({ first: 0, last: 14 }))

test('scrolled far down, only the rows there exist', () => expect(rangeOf({ ...list, top: -100_000 })).toEqual({ first: 1998, last: 2018 }))

test('every row whose pixels are on screen is in the range, and the range lies in the list', () => {
  const wide = fc.record({ top: fc.integer({ min: -300_000, max: 2000 }), count: fc.integer({ min: 0, max: 5000 }) })
  fc.assert(
    fc.property(wide, ({ top, count }) => {
      const { first, last } = rangeOf({ ...list, top, count })
      expect(first).toBeGreaterThanOrEqual(0)
      expect(last).toBeLessThanOrEqual(count)
      for (const y of [0, 399, 799]) {
        const row = Math.floor((y - top) / 50)
        if (row >= 0 && row < count) expect(row >= first && row < last).toBe(true)
      }
    }),
  )
})
