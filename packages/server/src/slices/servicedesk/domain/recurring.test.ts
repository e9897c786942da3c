import type { Every } from '@mainstay/contract/servicedesk'
import { addDays } from '@mainstay/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextOn } from './recurring.ts'

test.each([
  ['2026-01-31', 'month', '2026-01-31', '2026-02-28'],
  ['2026-01-31', 'month', '2026-02-28', '2026-03-31'],
  ['2026-11-24', 'week', '2026-11-24', '2026-12-01'],
  ['2026-11-24', 'week', '2026-12-25', '2026-12-29'],
  ['2024-02-29', 'year', '2026-11-24', '2027-02-28'],
  ['2026-10-15', 'quarter', '2027-03-01', '2027-04-15'],
  ['2027-01-01', 'quarter', '2026-11-24', '2027-01-01'],
] as const)('from %s every %s, after %s: %s', (first, every, after, due) => expect(nextOn(first, every, after)).toBe(due))

test('the next is after today, and no earlier one is skipped', () => {
  fc.assert(
    fc.property(fc.constantFrom<Every>('week', 'month', 'quarter', 'year'), fc.nat(2000), fc.nat(40), (every, ahead, day) => {
      const first = addDays('2026-01-01', day)
      const after = addDays(first, ahead)
      const next = nextOn(first, every, after)
      expect(next > after).toBe(true)
      expect(nextOn(first, every, addDays(next, -1))).toBe(next)
    }),
  )
})
