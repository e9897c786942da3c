import type { AssetFields, Support } from '@mainstay/contract/lifecycle'
import { expect, test } from 'vitest'
import { agesOf } from './ages.ts'

const TODAY = '2026-11-24'
const NOTHING = { lives: {}, prices: {} }
const UNKNOWN: Support = { kind: 'not-known', why: '' }
const fields = (more: Partial<AssetFields> = {}): AssetFields => ({
  name: 'srv',
  kind: 'server',
  serial: '',
  vendor: '',
  model: '',
  system: '',
  purchasedOn: null,
  priceMinor: null,
  warrantyUntil: null,
  lifeMonths: null,
  replacementMinor: null,
  supportBoughtTo: null,
  bundle: '',
  note: '',
  ...more,
})
const ends = (on: string): Support => ({ kind: on < TODAY ? 'ended' : 'ends', product: 'Windows 10', on, extendedTo: null })

test.each<[string, AssetFields, Support, string]>([
  ['without any date', fields(), UNKNOWN, 'unknown'],
  ['that is supported without an end', fields(), { kind: 'no-end-announced', product: 'macOS 26' }, 'good'],
  ['that is young', fields({ purchasedOn: '2025-01-31' }), UNKNOWN, 'good'],
  ['near its end', fields({ purchasedOn: '2022-01-31' }), UNKNOWN, 'soon'],
  ['past its end', fields({ purchasedOn: '2021-01-31' }), UNKNOWN, 'overdue'],
  ['young, without support', fields({ purchasedOn: '2025-01-31' }), ends('2025-10-14'), 'overdue'],
  ['with an ended warranty alone', fields({ warrantyUntil: '2024-01-01' }), UNKNOWN, 'unknown'],
  ['whose end was not recorded', fields(), { kind: 'ended', product: 'X 1', on: null, extendedTo: null }, 'overdue'],
  ['with bought support', fields({ supportBoughtTo: '2028-10-10' }), ends('2025-10-14'), 'good'],
])('a thing %s', (_, thing, support, standing) => {
  expect(agesOf(thing, support, NOTHING, TODAY).standing).toBe(standing)
})

test('age, warranty and support are separate reasons, soonest first', () => {
  const { reasons } = agesOf(fields({ purchasedOn: '2023-03-01', warrantyUntil: '2026-03-01' }), ends('2027-01-12'), NOTHING, TODAY)
  expect(reasons.map(({ kind, on, passed }) => [kind, on, passed])).toEqual([
    ['warranty', '2026-03-01', true],
    ['support', '2027-01-12', false],
    ['age', '2028-03-01', false],
  ])
})

test('a life is the thing’s own, else the client’s for its kind, else the usual one', () => {
  const life = (more: Partial<AssetFields>, lives = {}) => agesOf(fields(more), UNKNOWN, { lives, prices: {} }, TODAY).life
  expect(life({})).toEqual({ months: 60, isDefault: true, endsOn: null })
  expect(life({}, { server: 72 })).toMatchObject({ months: 72, isDefault: false })
  expect(life({ lifeMonths: 84, purchasedOn: '2020-02-29' }, { server: 72 })).toEqual({
    months: 84,
    isDefault: false,
    endsOn: '2027-02-28',
  })
})

test('software and virtual machines have no age of their own', () => {
  expect(agesOf(fields({ kind: 'virtual-machine', purchasedOn: '2000-01-01' }), UNKNOWN, NOTHING, TODAY).standing).toBe('unknown')
})

test('a replacement costs what is written at it, else the list’s price, else what it cost; else nobody knows', () => {
  const price = (more: Partial<AssetFields>, prices = {}) => agesOf(fields(more), UNKNOWN, { lives: {}, prices }, TODAY).replacement
  expect(price({ replacementMinor: 1, priceMinor: 3 }, { server: 2 })).toEqual({ minor: 1, from: 'asset' })
  expect(price({ priceMinor: 3 }, { server: 2 })).toEqual({ minor: 2, from: 'list' })
  expect(price({ priceMinor: 3 })).toEqual({ minor: 3, from: 'purchase' })
  expect(price({})).toEqual({ minor: null, from: 'nothing' })
})
