import { expect, test } from 'vitest'
import { tooSmall } from './too-small.ts'

test.each([
  ['smallest', 'Not possible with at most USD 1,500 in a quarter; the least that works is USD 4,000.'],
  ['impossible', 'Not possible with at most USD 1,500 in a quarter; USD 4,000 works, and whether less does was not found out in time.'],
  ['nothing', 'No plan with at most USD 1,500 in a quarter was found in time, and none was ruled out; USD 4,000 works.'],
] as const)('the least that works is said only when it is proven (%s)', (proven, words) => {
  expect(tooSmall({ cap: 150_000, smallest: 400_000, proven, currency: 'USD' })).toBe(words)
})
