import type { RefreshAsset } from '@mainstay/contract/lifecycle'
import { expect, test } from 'vitest'
import { groupsOf } from './groups.ts'
import { leastCap } from './least-cap.ts'
import { quarterName, quarterOf } from './quarter.ts'

const horizon = { from: quarterOf('2027-Q1'), quarters: 4 }
const asset = (change: Partial<RefreshAsset> = {}): RefreshAsset => ({
  id: 'a',
  kind: 'pc',
  cost: 100,
  earliest: '2027-Q1',
  deadline: null,
  risk: 10,
  pin: null,
  bundle: null,
  ...change,
})
const windowOf = (...assets: RefreshAsset[]) =>
  groupsOf(assets, horizon).groups.map(({ first, last, cost, delay }) => ({ first, last, cost, delay }))[0]

test('quarters are counted over the turn of the year', () => {
  expect(quarterOf('2028-Q1') - quarterOf('2027-Q4')).toBe(1)
  expect(quarterName(quarterOf('2027-Q3') + 2)).toBe('2028-Q1')
})

test.each([
  ['a whole plan', {}, { first: 0, last: 3, cost: 100, delay: [0, 10, 20, 30] }],
  ['an earliest before the plan counts from its start', { earliest: '2020-Q1' }, { first: 0, last: 3, cost: 100, delay: [0, 10, 20, 30] }],
  ['the deadline is inclusive', { earliest: '2027-Q2', deadline: '2027-Q3' }, { first: 1, last: 2, cost: 100, delay: [0, 0, 10, 20] }],
  ['a deadline after the plan is its end', { deadline: '2031-Q1' }, { first: 0, last: 3, cost: 100, delay: [0, 10, 20, 30] }],
  [
    'a pin overrides earliest and deadline',
    { earliest: '2027-Q3', deadline: '2027-Q3', pin: '2027-Q1' },
    { first: 0, last: 0, cost: 100, delay: [0, 0, 0, 10] },
  ],
])('%s', (_, change, expected) => {
  expect(windowOf(asset(change))).toEqual(expected)
})

test('a bundle goes where all of its assets may, and costs what all cost', () => {
  expect(
    windowOf(asset({ bundle: 'x', earliest: '2027-Q2' }), asset({ id: 'b', bundle: 'x', deadline: '2027-Q3', cost: 50, risk: 1 })),
  ).toEqual({
    first: 1,
    last: 2,
    cost: 150,
    delay: [0, 1, 12, 23],
  })
})

test.each([
  ['asset a has its deadline 2026-Q4 before the plan', [asset({ earliest: '2026-Q1', deadline: '2026-Q4' })]],
  ['asset a has its deadline 2027-Q1 before its earliest quarter 2027-Q2', [asset({ earliest: '2027-Q2', deadline: '2027-Q1' })]],
  ['asset a is pinned to 2028-Q1, outside the plan', [asset({ pin: '2028-Q1' })]],
  ['asset a may not go before 2028-Q1', [asset({ earliest: '2028-Q1' })]],
  ['bundle x has no quarter', [asset({ bundle: 'x', pin: '2027-Q1' }), asset({ id: 'b', bundle: 'x', pin: '2027-Q2' })]],
])('%s: named, and no cap helps', (text, assets) => {
  const { groups, obstacles } = groupsOf([...assets, asset({ id: 'other' })], horizon)
  expect(obstacles).toEqual([expect.stringContaining(text)])
  expect(groups).toHaveLength(1)
})

test.each([
  ['the dearest asset', [asset({ cost: 900 }), asset({ id: 'b' })], 900],
  [
    'what must fall into a stretch, spread evenly',
    [asset({ deadline: '2027-Q2' }), asset({ id: 'b', deadline: '2027-Q2' }), asset({ id: 'c', deadline: '2027-Q2', cost: 101 })],
    151,
  ],
])('the least cap is %s', (_, assets, cap) => {
  expect(leastCap(groupsOf(assets, horizon).groups, 4)).toBe(cap)
})
