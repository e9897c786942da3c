/** The refresh plan of 40 assets over 12 quarters: how far local search is from the proven optimum, and how long it takes. */
import type { RefreshAsset } from '@mainstay/contract/lifecycle'
import { quarterOf, refreshPlan } from '../src/refresh-plan.ts'
import { print, quantile } from './machine.ts'

const CASES = 16
const QUARTERS = 12
const FROM = quarterOf('2027-Q1')

let state = 1
function below(n: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
  return (state >> 8) % n
}

function quarter(n: number): string {
  return `${2027 + Math.floor(n / 4)}-Q${(n % 4) + 1}`
}

function oneCase(): { assets: RefreshAsset[]; cap: number } {
  const assets = Array.from({ length: 40 }, (_, n): RefreshAsset => {
    const earliest = below(8)
    const deadline = below(10) < 4 ? quarter(earliest + 1 + below(11 - earliest)) : null
    return {
      id: `a${n}`,
      kind: 'pc',
      cost: 300 + below(5000),
      risk: 10 + below(400),
      earliest: quarter(earliest),
      deadline,
      pin: null,
      bundle: null,
    }
  })
  const total = assets.reduce((sum, { cost }) => sum + cost, 0)
  return { assets, cap: Math.ceil((total / QUARTERS) * (1.08 + below(25) / 100)) }
}

const gaps: number[] = []
const times: number[] = []
let unproven = 0
while (gaps.length + unproven < CASES) {
  const options = { ...oneCase(), horizon: { from: FROM, quarters: QUARTERS }, seconds: 30 }
  const started = performance.now()
  const quick = await refreshPlan({ ...options, prove: false })
  const took = performance.now() - started
  const proven = await refreshPlan({ ...options, prove: true })
  if (!quick.feasible || !proven.feasible) continue
  times.push(took)
  if (proven.bound !== proven.objective) unproven++
  else gaps.push((quick.objective / proven.objective - 1) * 100)
}
const worst = Math.max(...gaps)
const median = quantile(times, 0.5)
print({ name: 'refresh plan, above the optimum, worst', value: worst, unit: '%', samples: gaps.length, target: '<= 5', met: worst <= 5 })
print({
  name: 'refresh plan, above the optimum, mean',
  value: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
  unit: '%',
  samples: gaps.length,
})
print({ name: 'refresh plan, local search', value: median, unit: 'ms', samples: times.length, target: '<= 100', met: median <= 100 })
print({ name: 'refresh plan, not proven within 30 s', value: unproven, unit: 'cases', samples: CASES })
