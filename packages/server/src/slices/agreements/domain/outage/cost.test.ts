import { OutageCostSchema, type OutageDocument, OutageDocumentSchema } from '@mainstay/contract/agreements'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outageCost } from './cost.ts'

/** Open around the clock but for every fourth hour. */
const open = (from: number, to: number): number => {
  const until = (at: number): number => Math.floor(at / 14_400) * 10_800 + Math.min(at % 14_400, 10_800)
  return until(to) - until(from)
}
const always = (from: number, to: number): number => to - from
const at = (seconds: number): string => new Date(seconds * 1000).toISOString()

const base: Omit<OutageDocument, 'outages'> = {
  currency: 'EUR',
  calendar: { zone: 'UTC', weekly: { mon: [['08:00', '17:00']] }, exceptions: [] },
  people: [
    { role: 'Office', count: 8, hourlyRate: 4200, workLost: { files: { low: 0.4, likely: 0.6, high: 0.9 }, mail: 0.3 } },
    { role: 'Workshop', count: 3.5, hourlyRate: 5125, workLost: { files: 0.1 } },
  ],
  revenue: { perBusinessHour: 65_000, dependence: { files: 0.7 }, recoveredLater: { low: 0.2, likely: 0.4, high: 0.6 } },
  recoveryLabour: [],
  catchUp: [],
  fixed: [],
  years: [],
}
const document = (o: Partial<OutageDocument>): OutageDocument => ({ ...base, outages: [], ...o })
const away = (system: string, from: number, to: number | null, affected: Record<string, number> = {}) => ({
  system,
  from: at(from),
  to: to === null ? null : at(to),
  affected,
})

test('two hours without files: each line is staff x rate x share x hours, and sales less what comes back', () => {
  const cost = outageCost(document({ outages: [away('files', 0, 7200)] }), always)
  expect(cost.lines.map(({ kind, cost }) => [kind, cost.low, cost.likely, cost.high])).toEqual([
    ['work', 26_880, 40_320, 60_480],
    ['work', 3588, 3588, 3588],
    ['revenue', 36_400, 54_600, 72_800],
  ])
  expect(cost.lines[0]?.arithmetic).toBe('8 people × 0.6 (0.4 to 0.9) of their work × 2 h × 42.00 EUR an hour = 403.20')
  expect(cost).toMatchObject({ businessSeconds: 7200, total: { low: 66_868, likely: 98_508, high: 136_868 }, missing: [] })
})

test('labour, catching up and fixed costs are added; half a cent goes up', () => {
  const labour = { what: 'Overtime', hours: { low: 0, likely: 0.5, high: 1.5 }, hourlyRate: 1001 }
  const { lines, total } = outageCost(
    document({ recoveryLabour: [{ ...labour, what: 'Call-out' }], catchUp: [labour], fixed: [{ what: 'Disk', amount: 42_000 }] }),
    always,
  )
  expect(lines.map(({ kind, what, cost }) => [kind, what, cost.low, cost.likely, cost.high])).toEqual([
    ['recovery-labour', 'Call-out', 0, 501, 1502],
    ['catch-up', 'Overtime', 0, 501, 1502],
    ['fixed', 'Disk', 42_000, 42_000, 42_000],
  ])
  expect(total).toEqual({ low: 42_000, likely: 43_002, high: 45_004 })
})

test('revenue that is not known is said to be missing, and is no zero in silence', () => {
  const cost = outageCost(document({ revenue: null, outages: [away('files', 0, 3600)] }), always)
  expect(cost.missing).toEqual(['Lost sales are not in the total: no figure for revenue was given.'])
  expect(cost.lines.some(({ kind }) => kind === 'revenue')).toBe(false)
})

test('one that goes on costs until now, and only those whom it hits', () => {
  const cost = outageCost(document({ outages: [away('mail', 0, null, { Office: 4 })], now: at(5400) }), always)
  expect(cost.lines.map(({ cost }) => cost.likely)).toEqual([7560])
})

test('a currency without minor units is written without decimals', () => {
  const yen = outageCost(document({ currency: 'JPY', fixed: [{ what: 'Disk', amount: 42_000 }] }), always)
  expect(yen.lines[0]?.arithmetic).toBe('42,000')
})

test('a year under each way of service: stated outages times what an hour costs, and the fee', () => {
  const { years } = outageCost(
    document({
      years: [
        { name: 'Break/fix', feePerMonth: 0, incidents: [{ system: 'files', perYear: 4, hours: 5, labourHours: 4, hourlyRate: 18_500 }] },
        { name: 'Managed', feePerMonth: 180_000, incidents: [{ system: 'files', perYear: 1, hours: 1, labourHours: 0, hourlyRate: 0 }] },
      ],
    }),
    always,
  )
  // An hour: 8 x 0.6 x 42.00 + 3.5 x 0.1 x 51.25 + 650.00 x 0.7 x 0.6 = 492.5375
  expect(years.map(({ total }) => total.likely)).toEqual([1_281_075, 2_209_254])
  expect(years.map(({ difference }) => difference?.likely)).toEqual([undefined, 928_179])
})

test.each([
  ['ends before it begins', { outages: [away('files', 7200, 0)] }, 'outages.0 (files) ends before it begins'],
  ['goes on without now', { outages: [away('files', 0, null)] }, '"now" must be given'],
  ['a system that nothing depends on', { outages: [away('flies', 0, 1)] }, '"flies". Systems that are known: files, mail'],
  ['a role that is not known', { outages: [away('files', 0, 1, { Ofice: 2 })] }, 'hits "Ofice"'],
  ['a role that stands twice', { people: [...base.people, ...base.people] }, 'twice'],
  [
    'a total beyond what JSON holds',
    { fixed: Array.from({ length: 10_000 }, () => ({ what: 'x', amount: 1e12 })) },
    'more than can be shown',
  ],
])('%s is refused by name', (_, change, said) => expect(() => outageCost(document(change), always)).toThrow(said))

test.each([
  ['a share above one', { people: [{ role: 'x', count: 1, hourlyRate: 1, workLost: { files: 1.2 } }] }],
  ['three figures out of order', { fixed: [{ what: 'x', amount: { low: 3, likely: 2, high: 4 } }] }],
  ['a fraction of a cent', { people: [{ role: 'x', count: 1, hourlyRate: 1.5, workLost: {} }] }],
  ['two currencies', { currency: 'EUR/USD' }],
  ['a negative price', { fixed: [{ what: 'x', amount: -1 }] }],
])('the schema refuses %s', (_, change) => expect(OutageDocumentSchema.safeParse(document(change)).success).toBe(false))

const share = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000)
const estimate = fc.oneof(
  share,
  fc.tuple(share, share, share).map((three) => {
    const [low = 0, likely = 0, high = 0] = three.toSorted((a, b) => a - b)
    return { low, likely, high }
  }),
)
const outages = fc.array(
  fc.record({
    system: fc.constantFrom('a', 'b', 'c'),
    from: fc.integer({ min: 0, max: 400 }),
    minutes: fc.integer({ min: 0, max: 200 }),
    hit: fc.option(fc.integer({ min: 0, max: 9 })),
  }),
  { maxLength: 6 },
)
const cases = fc.record({
  a: estimate,
  b: estimate,
  c: estimate,
  rate: fc.integer({ min: 0, max: 20_000 }),
  count: fc.integer({ min: 0, max: 900 }).map((n) => n / 100),
  outages,
})

test('the sum over every single minute, by a slow reckoning of its own, agrees to half a cent a line; low <= likely <= high; the total is the sum of the lines', () =>
  fc.assert(
    fc.property(cases, ({ a, b, c, rate, count, outages: given }) => {
      const cost = outageCost(
        document({
          people: [{ role: 'All', count, hourlyRate: rate, workLost: { a, b, c } }],
          revenue: null,
          outages: given.map(({ system, from, minutes, hit }) =>
            away(system, from * 60, (from + minutes) * 60, hit === null ? {} : { All: hit }),
          ),
        }),
        open,
      )
      OutageCostSchema.parse(cost)
      for (const one of ['low', 'likely', 'high'] as const) {
        let slow = 0
        for (let minute = 0; minute < 700; minute++) {
          if (open(minute * 60, minute * 60 + 60) === 0) continue
          const hits = given
            .filter(({ from, minutes }) => from <= minute && minute < from + minutes)
            .map(({ system, hit }) => {
              const lost = { a, b, c }[system as 'a' | 'b' | 'c']
              return (hit ?? count) * (typeof lost === 'number' ? lost : lost[one])
            })
          slow += (Math.max(0, ...hits) * rate) / 60
        }
        expect(Math.abs(cost.total[one] - slow)).toBeLessThanOrEqual(cost.lines.length * 0.5 + 1e-6)
        expect(cost.lines.reduce((sum, line) => sum + line.cost[one], 0)).toBe(cost.total[one])
      }
      expect(cost.total.low <= cost.total.likely && cost.total.likely <= cost.total.high).toBe(true)
    }),
    { numRuns: 300 },
  ))
