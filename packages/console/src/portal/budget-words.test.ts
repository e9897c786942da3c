import type { ClientPlan } from '@mainstay/contract/lifecycle'
import { expect, test } from 'vitest'
import { budgetTitle } from './budget-words.ts'

const plan = (spends: Record<string, number>) =>
  ({
    currency: 'USD',
    quarters: Object.entries(spends).map(([quarter, spendMinor]) => ({ quarter, spendMinor, assets: [] })),
  }) as unknown as ClientPlan

test.each([
  [{ '2027-Q1': 0, '2027-Q2': 400_000 }, '2026-11-24', 'Next: $4,000 in Q2 2027'],
  [{ '2027-Q1': 100_000, '2027-Q2': 400_000 }, '2027-05-01', 'Next: $4,000 in Q2 2027'],
  [{ '2027-Q1': 100_000 }, '2028-01-01', 'Nothing is planned to be replaced'],
])('the title says what comes next', (spends, today, title) => {
  expect(budgetTitle(plan(spends), today)).toBe(title)
})
