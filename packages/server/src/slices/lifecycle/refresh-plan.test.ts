import type { RefreshAsset } from '@mainstay/contract/lifecycle'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quarterName, quarterOf } from './domain/refresh/quarter.ts'
import { createRandom } from './domain/refresh/random.ts'
import { refreshPlan } from './refresh-plan.ts'

const FROM = quarterOf('2027-Q1')
type Case = { assets: RefreshAsset[]; quarters: number; cap: number }
const plan = ({ assets, quarters, cap }: Case, prove = false) =>
  refreshPlan({ assets, horizon: { from: FROM, quarters }, cap, prove, seconds: 20 })

const small = fc.record({
  quarters: fc.constant(4),
  cap: fc.integer({ min: 1, max: 40 }),
  assets: fc
    .array(
      fc.record({
        cost: fc.integer({ min: 0, max: 15 }),
        earliest: fc.integer({ min: -1, max: 3 }),
        slack: fc.option(fc.integer({ min: 0, max: 3 })),
        risk: fc.integer({ min: 0, max: 9 }),
        pin: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 8 }),
        bundle: fc.option(fc.constantFrom('x', 'y'), { freq: 3 }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((rows) =>
      rows.map(
        ({ cost, earliest, slack, risk, pin, bundle }, n): RefreshAsset => ({
          id: `a${n}`,
          kind: 'pc',
          cost,
          risk,
          bundle,
          earliest: quarterName(FROM + earliest),
          deadline: slack === null ? null : quarterName(FROM + earliest + slack),
          pin: pin === null ? null : quarterName(FROM + pin),
        }),
      ),
    ),
})

/** Every spread there is, judged by the words of the design alone. */
function tryAll({ assets, quarters }: Case): { load: number; objective: number }[] {
  const results: { load: number; objective: number }[] = []
  for (let code = 0; code < quarters ** assets.length; code++) {
    const at = assets.map((_, n) => Math.floor(code / quarters ** n) % quarters)
    const fits = assets.every((asset, n) => {
      const here = FROM + (at[n] ?? 0)
      const together = assets.every((other, m) => asset.bundle === null || other.bundle !== asset.bundle || at[m] === at[n])
      if (!together) return false
      if (asset.pin !== null) return here === quarterOf(asset.pin)
      return here >= quarterOf(asset.earliest) && (asset.deadline === null || here <= quarterOf(asset.deadline))
    })
    if (!fits) continue
    const loads = Array.from({ length: quarters }, (_, quarter) =>
      assets.reduce((sum, { cost }, n) => sum + (at[n] === quarter ? cost : 0), 0),
    )
    results.push({
      load: Math.max(...loads),
      objective: assets.reduce(
        (sum, { risk, earliest }, n) => sum + risk * Math.max(0, (at[n] ?? 0) - Math.max(0, quarterOf(earliest) - FROM)),
        0,
      ),
    })
  }
  return results
}

test('a proven plan is the best of all spreads, and "not possible" comes with the smallest cap of all', async () => {
  await fc.assert(
    fc.asyncProperty(small, async (one) => {
      const all = tryAll(one)
      const possible = all.filter(({ load }) => load <= one.cap)
      const answer = await plan(one, true)
      if (possible.length > 0) {
        const best = Math.min(...possible.map(({ objective }) => objective))
        expect(answer).toMatchObject({ feasible: true, objective: best, bound: best })
      } else
        expect(answer).toMatchObject({ feasible: false, smallestCap: all.length === 0 ? null : Math.min(...all.map(({ load }) => load)) })
    }),
    { numRuns: 60 },
  )
}, 120_000)

/** Forty assets over three years under a cap that is a little above the average, as issue 6 measures. */
function forty(seed: number): Case {
  const random = createRandom(seed)
  const below = (n: number): number => random() % n
  const assets = Array.from({ length: 40 }, (_, n): RefreshAsset => {
    const earliest = below(8)
    return {
      id: `a${n}`,
      kind: 'pc',
      cost: 300 + below(5000),
      risk: 10 + below(400),
      earliest: quarterName(FROM + earliest),
      deadline: below(10) < 4 ? quarterName(FROM + earliest + 1 + below(11 - earliest)) : null,
      pin: null,
      bundle: below(10) < 1 ? `b${below(2)}` : null,
    }
  })
  const total = assets.reduce((sum, { cost }) => sum + cost, 0)
  return { assets, quarters: 12, cap: Math.ceil((total / 12) * (1.08 + below(20) / 100)) }
}

test('local search alone comes within 5 % of the proven optimum, keeps the cap, drops nothing, and says the same twice', async () => {
  let measured = 0
  for (let seed = 1; measured < 3; seed++) {
    const one = forty(seed)
    const [quick, again, proven] = [await plan(one), await plan(one), await plan(one, true)]
    if (!quick.feasible || !proven.feasible) continue
    measured++
    expect(again).toEqual(quick)
    expect(quick.bound).toBeNull()
    expect(proven.bound).toBe(proven.objective)
    expect(quick.objective / proven.objective).toBeLessThanOrEqual(1.05)
    for (const { spend } of quick.quarters) expect(spend).toBeLessThanOrEqual(one.cap)
    expect(quick.quarters.flatMap(({ assets }) => assets).toSorted()).toEqual(one.assets.map(({ id }) => id).toSorted())
  }
}, 120_000)

test('a plan without assets is empty, and possible under any cap', async () => {
  expect(await plan({ assets: [], quarters: 1, cap: 0 })).toEqual({
    feasible: true,
    objective: 0,
    bound: null,
    quarters: [{ quarter: '2027-Q1', spend: 0, assets: [] }],
  })
})
