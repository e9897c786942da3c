import type { Rounding } from '@mainstay/contract/agreements'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differences } from './differences.ts'
import { invoiceDocument } from './document.ts'
import { type Covered, type DraftInput, draftLines, type PriceSpan } from './draft-lines.ts'
import { daysOf, previousMonth } from './month-days.ts'
import { decimal, rounded } from './rounding.ts'

const MODES: Rounding[] = ['half-up', 'half-even', 'down']

test.each([
  [5n, 2n, 3n, 2n, 2n],
  [7n, 2n, 4n, 4n, 3n],
  [1n, 3n, 0n, 0n, 0n],
  [2n, 3n, 1n, 1n, 0n],
  [6n, 3n, 2n, 2n, 2n],
  [0n, 7n, 0n, 0n, 0n],
])('%d / %d is rounded half up to %d, half even to %d, down to %d', (a, b, up, even, down) => {
  expect(MODES.map((mode) => rounded(a, b, mode))).toEqual([up, even, down])
})

const whole = { from: '2026-01-01', until: null }
const price = (kind: PriceSpan['kind'], unitMinor: number, more: Partial<PriceSpan> = {}): PriceSpan => ({
  kind,
  unitMinor,
  included: 0,
  ...whole,
  ...more,
})
const on = (kind: Covered['kind'], item: string, days: readonly string[]): Covered[] =>
  days.map((day) => ({ day, kind, item, name: item, quantity: 1 }))
const november = daysOf('2026-11')
const draft = (more: Partial<DraftInput>): DraftInput => ({
  month: '2026-11',
  currency: 'EUR',
  rounding: 'half-up',
  term: whole,
  prices: [],
  minimumMinor: 0,
  timeStepMinutes: 15,
  covered: [],
  time: [],
  ...more,
})

test('what came in the middle of the month is billed for its days, and a price that changed for its part each', () => {
  const covered = [...on('device', 'desk-1', november), ...on('device', 'desk-2', november.slice(20))]
  const prices = [price('device', 900, { until: '2026-11-15' }), price('device', 1200, { from: '2026-11-16' })]
  const lines = draftLines(draft({ covered, prices }))
  expect(lines.map(({ amountMinor, arithmetic }) => [amountMinor, arithmetic])).toEqual([
    [450, '15 device-days: 15 x 9.00 EUR / 30 days = 4.50 EUR'],
    [1000, '25 device-days: 25 x 12.00 EUR / 30 days = 10.00 EUR'],
  ])
  expect(lines[1]?.items).toEqual([
    { name: 'desk-1', days: 15, minutes: null },
    { name: 'desk-2', days: 10, minutes: null },
  ])
})

test('what the flat price includes is taken off day by day; a block of hours is taken off the month', () => {
  const covered = [...on('mailbox', 'a@x', november), ...on('mailbox', 'b@x', november.slice(0, 10))]
  const time = [
    { day: '2026-11-03', name: '#1', minutes: 61 },
    { day: '2026-11-04', name: '#2', minutes: 20 },
  ]
  const prices = [price('flat', 50_000), price('mailbox', 300, { included: 1 }), price('hour', 9000, { included: 1 })]
  expect(draftLines(draft({ covered, time, prices })).map(({ kind, quantity, amountMinor }) => [kind, quantity, amountMinor])).toEqual([
    ['flat', '1', 50_000],
    ['mailbox', '0.333333', 100],
    // 75 and 30 minutes in steps of 15, less an hour.
    ['hour', '0.75', 6750],
  ])
})

test('a month has one block of hours, also where the price or the block changed in it: each holds for its days', () => {
  const time = (...days: [string, number][]) => days.map(([day, minutes]) => ({ day: `2026-11-${day}`, name: '#1', minutes }))
  const [till, since] = [{ until: '2026-11-15' }, { from: '2026-11-16' }]
  const billed = (first: number, second: number, worked: ReturnType<typeof time>) =>
    draftLines(
      draft({
        prices: [price('hour', 6000, { included: first, ...till }), price('hour', 9000, { included: second, ...since })],
        time: worked,
      }),
    ).map(({ quantity, amountMinor }) => [quantity, amountMinor])
  // Five hours in all, not five for each price.
  expect(billed(5, 5, time(['03', 240], ['20', 180]))).toEqual([
    ['0', 0],
    ['2', 18_000],
  ])
  expect(billed(2, 6, time(['03', 300], ['20', 60]))).toEqual([
    ['1', 6000],
    ['1', 9000],
  ])
})

test('gigabytes are billed by how many there were on each day, those in the flat price taken off day by day', () => {
  const gigabytes = (day: string, quantity: number): Covered => ({ day, kind: 'gigabyte', item: 'store', name: 'store', quantity })
  const covered = november.map((day, n) => gigabytes(day, n < 15 ? 100 : 160))
  const [line] = draftLines(draft({ covered, prices: [price('gigabyte', 10, { included: 100 })] }))
  // 60 more than included, on 15 of 30 days, at 0.10.
  expect([line?.amountMinor, line?.arithmetic]).toEqual([
    300,
    '3900 gigabyte-days, 100 a day are in the flat price: 900 x 0.10 EUR / 30 days = 3.00 EUR',
  ])
})

test('a month in part owes its part of the flat price and of the minimum', () => {
  const term = { from: '2026-11-16', until: null }
  const lines = draftLines(draft({ term, prices: [price('flat', 10_000)], minimumMinor: 30_000 }))
  expect(lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
    ['flat', 5000],
    ['minimum', 10_000],
  ])
})

test('a leap February has 29 days, and January comes after the December of another year', () => {
  expect([daysOf('2028-02').length, daysOf('2026-02').length, previousMonth('2027-01')]).toEqual([29, 28, '2026-12'])
})

test('in every mode the total is the sum of the lines and the tax, no line is off by a whole unit, and the order of records is nothing', () => {
  const day = fc.constantFrom(...november)
  const kind = fc.constantFrom('user', 'device', 'server', 'mailbox')
  const facts = fc.array(fc.record({ day, kind, item: fc.constantFrom('a', 'b', 'c', 'd') }), { maxLength: 60 })
  const prices = fc.array(fc.tuple(fc.constantFrom('flat', 'user', 'device', 'server', 'mailbox', 'hour'), fc.nat(1_000_000), fc.nat(3)), {
    maxLength: 6,
  })
  const time = fc.array(fc.record({ day, name: fc.constant('#1'), minutes: fc.integer({ min: 1, max: 600 }) }), { maxLength: 10 })
  fc.assert(
    fc.property(
      facts,
      prices,
      time,
      fc.nat(1_000_000),
      fc.constantFrom(...MODES),
      fc.nat(3000),
      (rows, list, worked, minimumMinor, rounding, taxBasisPoints) => {
        const unique = [
          ...new Map(rows.map((one) => [`${one.day}${one.kind}${one.item}`, { ...one, name: one.item, quantity: 1 }])).values(),
        ]
        const spans = [
          ...new Map(
            list.map(([name, unit, included]) => [name, price(name, unit, { included: name === 'flat' ? 0 : included })]),
          ).values(),
        ]
        const part = { term: whole, prices: spans, minimumMinor, timeStepMinutes: 15 }
        const common = {
          month: '2026-11',
          zone: 'Europe/Berlin',
          clientName: 'A',
          agreementId: null,
          plan: 'P',
          currency: 'EUR',
          buyer: null,
          billing: null,
        }
        const make = (covered: Covered[]) =>
          invoiceDocument({
            ...common,
            parts: [part],
            rounding,
            taxBasisPoints,
            covered,
            time: worked,
            countedDays: new Set(november),
            today: '2026-12-01',
            before: null,
          })
        const document = make(unique)
        expect(document.lines.reduce((sum, one) => sum + one.amountMinor, 0)).toBe(document.netMinor)
        expect(document.netMinor + document.taxMinor).toBe(document.totalMinor)
        expect(Math.abs(document.taxMinor - (document.netMinor * taxBasisPoints) / 10_000)).toBeLessThan(1)
        for (const { kind: of, amountMinor } of document.lines) {
          const span = spans.find((one) => one.kind === of)
          if (span === undefined || of === 'flat' || of === 'hour') continue
          const perDay = november.map((one) =>
            Math.max(0, unique.filter((fact) => fact.kind === of && fact.day === one).length - span.included),
          )
          expect(Math.abs(amountMinor - (span.unitMinor * perDay.reduce((a, b) => a + b, 0)) / 30)).toBeLessThan(1)
        }
        expect(document.netMinor).toBeGreaterThanOrEqual(minimumMinor)
        expect(make(unique.toReversed()).totalMinor).toBe(document.totalMinor)
      },
    ),
    { numRuns: 200 },
  )
})

test('what differs from last month is said in figures and names, and what does not is not', () => {
  const lines = (names: string[], unit: number) =>
    draftLines(
      draft({ covered: names.flatMap((name) => on('device', name, november)), prices: [price('device', unit), price('flat', 500)] }),
    )
  expect(differences(lines(['a', 'b'], 900), lines(['b', 'c', 'd'], 1000), 'EUR')).toEqual([
    { kind: 'device', beforeMinor: 1800, nowMinor: 3000, why: 'the price was 9.00 EUR, it is 10.00 EUR; new: c, d; no longer: a' },
  ])
  expect(differences(lines(['a'], 900), lines(['a'], 900), 'EUR')).toEqual([])
  const part = draftLines(draft({ covered: on('device', 'a', november.slice(0, 15)), prices: [price('device', 900)] }))
  expect(
    differences(
      lines(['a'], 900).filter(({ kind }) => kind === 'device'),
      part,
      'EUR',
    )[0]?.why,
  ).toBe('other days were covered: 0.5 after 1')
})

test('a decimal is cut, never rounded up', () => {
  expect([decimal(2n, 3n), decimal(6n, 3n), decimal(1n, 8n), decimal(0n, 3n)]).toEqual(['0.666666', '2', '0.125', '0'])
})
