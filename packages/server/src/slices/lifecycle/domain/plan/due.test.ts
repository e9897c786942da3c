import type { Asset, AssetFields, Support } from '@mainstay/contract/lifecycle'
import { expect, test } from 'vitest'
import { agesOf } from '../assets/ages.ts'
import { quarterOf } from '../refresh/quarter.ts'
import { dueAssets } from './due.ts'

const TODAY = '2026-11-24'
const horizon = { from: quarterOf('2027-Q1'), quarters: 16 }
const UNKNOWN: Support = { kind: 'not-known', why: 'Nothing is recorded of it.' }

function asset(more: Partial<AssetFields> & { support?: Support; pin?: string; retiredAt?: string }): Asset {
  const { support = UNKNOWN, pin = null, retiredAt = null, ...rest } = more
  const fields: AssetFields = {
    name: 'thing',
    kind: 'server',
    serial: '',
    vendor: '',
    model: '',
    system: '',
    purchasedOn: null,
    priceMinor: 100_000,
    warrantyUntil: null,
    lifeMonths: null,
    replacementMinor: null,
    supportBoughtTo: null,
    bundle: '',
    note: '',
    ...rest,
  }
  const ids = { id: 'a', clientId: 'c', revision: 1, source: 'hand', deviceId: null } as const
  return {
    ...ids,
    ...fields,
    pin,
    retiredAt,
    systemIsWritten: false,
    support,
    ...agesOf(fields, support, { lives: {}, prices: {} }, TODAY),
  }
}
const ends = (on: string): Support => ({ kind: on < TODAY ? 'ended' : 'ends', product: 'Windows Server 2016', on, extendedTo: null })
const planned = (one: Asset) => dueAssets([one], horizon).due[0]?.refresh
const left = (one: Asset) => dueAssets([one], horizon).left[0]?.why

test.each([
  ['at the end of its life', asset({ purchasedOn: '2023-05-01' }), { earliest: '2028-Q2', deadline: null }],
  ['at once when its life is over', asset({ purchasedOn: '2019-05-01' }), { earliest: '2027-Q1', deadline: null }],
  [
    'by the quarter in which support ends, from a year before',
    asset({ support: ends('2029-01-09') }),
    { earliest: '2028-Q2', deadline: '2029-Q1' },
  ],
  [
    'first, without a deadline that cannot be kept, when support has ended',
    asset({ support: ends('2025-10-14') }),
    { earliest: '2027-Q1', deadline: null },
  ],
  [
    'by its end of support also when its life ends later',
    asset({ purchasedOn: '2025-01-01', support: ends('2027-01-12') }),
    { earliest: '2027-Q1', deadline: '2027-Q1' },
  ],
  ['where it was pinned', asset({ pin: '2028-Q3' }), { pin: '2028-Q3' }],
  ['anew when its pin has passed', asset({ purchasedOn: '2019-05-01', pin: '2026-Q3' }), { pin: null, earliest: '2027-Q1' }],
])('a thing is planned %s', (_, one, expected) => {
  expect(planned(one)).toMatchObject({ cost: 100_000, ...expected })
})

test.each([
  ['its age is not known', asset({}), 'When it was bought is not known, so its age is not either.'],
  ['it is not due', asset({ purchasedOn: '2026-11-01' }), 'It is not due before 2031-Q4.'],
  [
    'nobody knows its price',
    asset({ purchasedOn: '2019-01-01', priceMinor: null }),
    'What a replacement costs is not known: write it at the asset, or a price for its kind.',
  ],
  [
    'a virtual machine is supported',
    asset({ kind: 'virtual-machine', support: { kind: 'no-end-announced', product: 'X 1' } }),
    'X 1 is supported, and no end is announced.',
  ],
  [
    'nobody knows a virtual machine’s support',
    asset({ kind: 'virtual-machine' }),
    'When its support ends is not known. Nothing is recorded of it.',
  ],
])('what is not planned since %s says so', (_, one, why) => {
  expect(planned(one)).toBeUndefined()
  expect(left(one)).toBe(why)
})

test('waiting weighs more without support, and more where many people stop', () => {
  const risk = (one: Asset): number => planned(one)?.risk ?? 0
  const [old, oldPrinter, unsupported] = [
    asset({ purchasedOn: '2019-01-01' }),
    asset({ purchasedOn: '2019-01-01', kind: 'printer' }),
    asset({ support: ends('2025-10-14') }),
  ].map(risk)
  expect([old, oldPrinter, unsupported]).toEqual([3000, 2000, 12_000])
})

test('what was retired is gone, and everything else is either planned or named', () => {
  const all = [asset({}), asset({ purchasedOn: '2019-01-01' }), asset({ purchasedOn: '2019-01-01', retiredAt: '2026-01-01T00:00:00Z' })]
  const { due, left: rest } = dueAssets(all, horizon)
  expect(due.length + rest.length).toBe(2)
})
