import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type IncomeInput, monthIncome, sumIncome } from './income.ts'
import { hourBrought, outgrown } from './standing.ts'
import { backTest, forecastWeek } from './workload.ts'

const flat = { kind: 'flat' as const, unitMinor: 31_000, included: 0, from: '2026-01-01', until: null }
const input = (more: Partial<IncomeInput> = {}): IncomeInput => ({
  startsOn: '2026-01-01',
  endsOn: '2027-01-15',
  renewal: { months: 12, noticeDays: 90 },
  currency: 'EUR',
  rounding: 'half-up',
  minimumMinor: 0,
  timeStepMinutes: 15,
  prices: [flat],
  likelyPercent: 80,
  covered: [],
  today: '2026-11-24',
  ...more,
})

test.each([
  ['a month of the term that runs', input(), '2026-12', [31_000, 31_000, 31_000]],
  ['a month in which it ends', input(), '2027-01', [15_000, 15_000 + 16_000 * 0.8, 31_000]],
  ['a month after it went on once', input(), '2027-02', [0, 24_800, 31_000]],
  ['a month after it went on twice', input({ renewal: { months: 1, noticeDays: 0 } }), '2027-03', [0, 31_000 * 0.8 ** 3, 31_000]],
  ['a chance that nobody stated', input({ likelyPercent: null }), '2027-02', [0, null, 31_000]],
  ['an end without renewal', input({ renewal: { months: 0, noticeDays: 0 } }), '2027-02', [0, 0, 0]],
  ['until further notice', input({ endsOn: null, likelyPercent: null }), '2027-02', [31_000, 31_000, 31_000]],
  [
    'a price that is agreed for later, times what is covered now',
    input({
      prices: [{ ...flat, kind: 'device', unitMinor: 1000, from: '2027-01-01' }],
      covered: ['a', 'b'].map((item) => ({ kind: 'device' as const, item, name: item, quantity: 1 })),
      endsOn: null,
    }),
    '2027-02',
    [2000, 2000, 2000],
  ],
])('%s', (_, agreement, month, [certain, likely, possible]) => {
  const made = monthIncome(agreement, month)
  expect([made.certainMinor, made.likelyMinor, made.possibleMinor]).toEqual([
    certain,
    likely === null ? null : Math.round(likely ?? 0),
    possible,
  ])
})

test('likely lies between certain and possible, and a sum with one unstated chance is not known', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.constantFrom('2026-12', '2027-01', '2027-06', '2028-03'),
      fc.nat(1e6),
      (p, month, unit) => {
        const { certainMinor, likelyMinor, possibleMinor } = monthIncome(
          input({ likelyPercent: p, prices: [{ ...flat, unitMinor: unit }] }),
          month,
        )
        expect(likelyMinor).toBeGreaterThanOrEqual(certainMinor)
        expect(likelyMinor).toBeLessThanOrEqual(possibleMinor)
      },
    ),
  )
  const one = (likelyMinor: number | null) => [{ month: '2027-01', certainMinor: 1, likelyMinor, possibleMinor: 5 }]
  expect(sumIncome([one(2), one(3)])).toEqual([{ month: '2027-01', certainMinor: 2, likelyMinor: 5, possibleMinor: 10 }])
  expect(sumIncome([one(2), one(null)])[0]?.likelyMinor).toBeNull()
})

test('an hour brings what was billed by what was worked, of the billed months alone', () => {
  const months = [
    { month: '2026-08', netMinor: 60_000, minutes: 300 },
    { month: '2026-09', netMinor: null, minutes: 6000 },
    { month: '2026-10', netMinor: 60_000, minutes: 420 },
  ]
  expect(hourBrought(months)).toEqual({ minor: 10_000, netMinor: 120_000, minutes: 720, months: 2 })
  expect(hourBrought([{ month: '2026-08', netMinor: 100, minutes: 0 }])).toBeNull()
})

test('outgrown is said with its figures, and one machine more is nothing', () => {
  const counts = (day: string, devices: number, servers: number) => ({
    day,
    of: new Map([['device', devices] as const, ['server', servers] as const]),
  })
  const prices = [flat, { ...flat, kind: 'device' as const }, { ...flat, kind: 'hour' as const, included: 5 }]
  const month = (n: number, minutes: number) => ({ month: `2026-${n}`, netMinor: 10_000, minutes })
  const common = { currency: 'EUR', prices, rate: { minor: 12_000, currency: 'EUR' } }
  expect(
    outgrown({
      ...common,
      months: [month(10, 301), month(11, 900), month(12, 300)],
      first: counts('2026-01-01', 8, 1),
      now: counts('2026-11-23', 10, 1),
    }),
  ).toEqual([
    'more work than the block of hours in 2 of 3 months',
    'devices: 8 on 2026-01-01, 10 on 2026-11-23',
    '1 covered server without a price',
    'an hour of work brings 11.99 EUR; without an agreement it costs 120.00 EUR',
  ])
  const fits = { ...common, rate: { minor: 1, currency: 'EUR' }, months: [month(10, 60)], first: counts('2026-01-01', 8, 0), now: null }
  expect(outgrown({ ...fits, now: { day: '2026-11-23', of: new Map([['device', 9]]) } })).toEqual([])
})

test('a steady past forecasts itself without error, a short one nothing; a step is an error until the window is past it', () => {
  const steady = Array.from({ length: 20 }, () => 600)
  expect([forecastWeek(steady), backTest(steady)]).toEqual([600, { weeks: 12, meanMinutes: 600, meanErrorMinutes: 0 }])
  expect(forecastWeek(steady.slice(0, 11))).toBeNull()
  const step = [...Array.from({ length: 8 }, () => 0), ...Array.from({ length: 8 }, () => 800)]
  expect(backTest(step)).toEqual({ weeks: 8, meanMinutes: 800, meanErrorMinutes: 450 })
})
