import type { ClientPlan, PlanQuarter } from '@mainstay/contract/lifecycle'
import { expect, test } from 'vitest'
import { plannedSection } from './report-section.ts'

const quarter = (name: string, spendMinor: number, thing = ''): PlanQuarter => ({
  quarter: name,
  spendMinor,
  assets:
    thing === '' ? [] : [{ id: 'a', name: thing, kind: 'server', minor: spendMinor, pinned: false, bundle: '', deadline: null, why: '' }],
})
const section = (quarters: PlanQuarter[], today = '2026-11-30') =>
  plannedSection({ quarters, currency: 'USD' } as ClientPlan, { today, asOf: new Date('2026-12-01'), approvedAt: new Date('2026-11-12') })

test('the next quarter is named with its things, and the year from it on is summed', () => {
  const { sentence, facts } = section([
    quarter('2027-Q1', 400_000, 'srv-books'),
    quarter('2027-Q2', 0),
    quarter('2027-Q3', 120_000, 'switch'),
    quarter('2027-Q4', 0),
    quarter('2028-Q1', 900_000, 'later'),
  ])
  expect(sentence).toBe('Next quarter: srv-books.')
  expect(facts.map(({ label, value }) => [label, value])).toEqual([
    ['2027-Q1', 'USD 4,000'],
    ['2027-Q3', 'USD 1,200'],
    ['The four quarters to come', 'USD 5,200'],
  ])
})

test('a quarter without spending says so, and a plan that has ended asks for a new one', () => {
  expect(section([quarter('2027-Q1', 0), quarter('2027-Q2', 1, 'x')]).sentence).toBe('Nothing is planned for the next quarter.')
  expect(section([quarter('2026-Q1', 100, 'x')])).toMatchObject({ tone: 'attention', facts: [] })
})
