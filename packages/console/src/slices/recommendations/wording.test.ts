import { expect, test } from 'vitest'
import { aboutWord, listTitle, priceOf } from './wording.ts'

test.each([
  [[], 'Nothing was recommended yet'],
  [[{ state: 'accepted', reviewDue: false }], 'No recommendation waits for an answer'],
  [[{ state: 'waiting', reviewDue: false }], '1 recommendation waits for an answer'],
  [
    [
      { state: 'waiting', reviewDue: false },
      { state: 'waiting', reviewDue: false },
      { state: 'declined', reviewDue: true },
    ],
    '2 recommendations wait for an answer, 1 comes back for review',
  ],
] as const)('the list says what waits', (all, title) => {
  expect(listTitle(all)).toBe(title)
})

test('a price names once and each month, and nothing is said to cost nothing', () => {
  expect(priceOf({ onceMinor: 12_000, monthlyMinor: 4550 }, 'USD')).toBe('$120 once and $45.50 a month')
  expect(priceOf({ onceMinor: 0, monthlyMinor: 0 }, 'USD')).toBe('costs nothing')
})

test('what it is about is named, also when a machine is gone', () => {
  expect(aboutWord({ deviceIds: [] } as never, () => undefined)).toBe('The whole client')
  expect(aboutWord({ deviceIds: ['a', 'b'] } as never, (id) => (id === 'a' ? 'srv' : undefined))).toBe('srv, a device that is gone')
})
