import type { Asset, ClientPlan } from '@mainstay/contract/lifecycle'
import { expect, test } from 'vitest'
import { assetsTitle, byYear, moveWord, planTitle, quarterWord, supportWord } from './wording.ts'

const of = (...standings: Asset['standing'][]) => standings.map((standing) => ({ standing, retiredAt: null }))
test.each([
  [[], 'Nothing with an age is known yet'],
  [[{ standing: 'overdue' as const, retiredAt: '2026-01-01T00:00:00Z' }], 'Nothing with an age is known yet'],
  [of('good', 'soon'), 'None of 2 things is overdue'],
  [of('good', 'unknown'), 'Of 1 of 2 things the age is not known'],
  [of('overdue', 'unknown', 'good'), '1 of 3 things is overdue, 1 not known'],
])('the list says how many are overdue, and how many nobody knows', (assets, title) => {
  expect(assetsTitle(assets)).toBe(title)
})

test('no end announced and not known are different words', () => {
  expect(supportWord({ kind: 'no-end-announced', product: 'x' })).toBe('Supported, no end announced')
  expect(supportWord({ kind: 'not-known', why: '' })).toBe('Not known')
  expect(supportWord({ kind: 'ended', product: 'x', on: null, extendedTo: null })).toBe('Support has ended')
})

const quarter = (name: string, spendMinor: number) => ({ quarter: name, spendMinor, assets: spendMinor ? [{ name: `of ${name}` }] : [] })
const plan = {
  currency: 'USD',
  totalMinor: 720_000,
  impossible: null,
  quarters: [quarter('2027-Q1', 400_000), quarter('2027-Q4', 200_000), quarter('2028-Q3', 120_000), quarter('2028-Q4', 0)],
} as unknown as ClientPlan

test('a plan is said in one sentence, and by year', () => {
  expect(planTitle(plan)).toBe('$7,200 over 1 year, never more than $4,000 in a quarter')
  expect(byYear(plan)).toEqual([
    { year: '2027', minor: 600_000, names: ['of 2027-Q1', 'of 2027-Q4'] },
    { year: '2028', minor: 120_000, names: ['of 2028-Q3'] },
  ])
  expect(quarterWord('2027-Q1')).toBe('Q1 2027')
})

test('a move says what it costs', () => {
  expect(moveWord(12_000, 'USD')).toBe('It adds $120 to what waiting weighs')
  expect(moveWord(-12_000, 'USD')).toBe('It takes $120 off what waiting weighs')
  expect(moveWord(0, 'USD')).toBe('It costs nothing in waiting')
  expect(moveWord(null, 'USD')).toBe('Not possible under the cap')
})
