/**
 * Local search for the cheapest spread of groups over quarters under a cap: simulated annealing over moves and swaps, where
 * overspending is allowed at a price that rises while the plan overspends and falls while it does not. The same input gives the
 * same plan: steps are counted, not timed.
 */
import type { Group } from './groups.ts'
import { createRandom } from './random.ts'

export type Problem = { groups: readonly Group[]; quarters: number; cap: number }
/** The quarter of each group, by its place in `groups`. */
export type Assignment = Int32Array
export type Found = { assignment: Assignment; objective: number }

const RUNS = 5
const STEPS_PER_GROUP = 4000
const MOST_STEPS = 2_000_000
/** How often the price of overspending is looked at. */
const PRICE_EVERY = 16
const PRICE_STEP = 1.03

/** Null when no plan under the cap was found, which does not prove that there is none. */
export function search(problem: Problem, start: Assignment | null = null): Found | null {
  if (problem.groups.length === 0) return { assignment: new Int32Array(0), objective: 0 }
  let best: Found | null = null
  for (let run = 0; run < RUNS; run++) {
    const found = anneal(problem, run + 1, start)
    if (found !== null && (best === null || found.objective < best.objective)) best = found
  }
  return best
}

/** Some spread under the cap, whatever its delay costs; null when none was found. */
export function pack({ groups, quarters, cap }: Problem): Assignment | null {
  const free = groups.map((group) => ({ ...group, delay: group.delay.map(() => 0) }))
  for (let run = 0; run < RUNS; run++) {
    const found = anneal({ groups: free, quarters, cap }, run + 1, null)
    if (found !== null) return found.assignment
  }
  return null
}

function anneal({ groups, quarters, cap }: Problem, seed: number, start: Assignment | null): Found | null {
  const n = groups.length
  const random = createRandom(seed * 7919)
  const cost = Float64Array.from(groups, (group) => group.cost)
  const first = Int32Array.from(groups, (group) => group.first)
  const width = Int32Array.from(groups, (group) => group.last - group.first + 1)
  const delay = Float64Array.from({ length: n * quarters }, (_, i) => groups[Math.floor(i / quarters)]?.delay[i % quarters] ?? 0)
  const at = start === null ? firstFit(groups, quarters, cap) : start.slice()
  const load = new Float64Array(quarters)
  let objective = 0
  for (let g = 0; g < n; g++) {
    load[at[g] ?? 0] = (load[at[g] ?? 0] ?? 0) + (cost[g] ?? 0)
    objective += delay[g * quarters + (at[g] ?? 0)] ?? 0
  }
  const over = (amount: number): number => (amount > cap ? amount - cap : 0)
  let overspent = load.reduce((sum, amount) => sum + over(amount), 0)
  let best: Found | null = overspent < 1e-6 ? { assignment: at.slice(), objective } : null
  const steps = Math.min(MOST_STEPS, STEPS_PER_GROUP * n + 20_000)
  const spread = spreadOf(groups)
  let price = spread.perUnit
  const cooling = (spread.coldest / spread.hottest) ** (1 / steps)
  let heat = spread.hottest
  for (let step = 0; step < steps; step++, heat *= cooling) {
    if (spread.priced && step % PRICE_EVERY === 0)
      price = overspent > 1e-9 ? price * PRICE_STEP : Math.max(price / PRICE_STEP, spread.perUnit * 1e-3)
    const g = random() % n
    const from = at[g] ?? 0
    const other = random() % n
    // Half of the steps move one group, half swap two.
    const swaps = (random() & 1) === 1
    const to = swaps ? (at[other] ?? 0) : (first[g] ?? 0) + (random() % (width[g] ?? 1))
    if (to === from || to < (first[g] ?? 0) || to >= (first[g] ?? 0) + (width[g] ?? 0)) continue
    if (swaps && (from < (first[other] ?? 0) || from >= (first[other] ?? 0) + (width[other] ?? 0))) continue
    let carried = cost[g] ?? 0
    let change = (delay[g * quarters + to] ?? 0) - (delay[g * quarters + from] ?? 0)
    if (swaps) {
      carried -= cost[other] ?? 0
      change += (delay[other * quarters + from] ?? 0) - (delay[other * quarters + to] ?? 0)
    }
    const loadFrom = load[from] ?? 0
    const loadTo = load[to] ?? 0
    const overChange = over(loadFrom - carried) + over(loadTo + carried) - over(loadFrom) - over(loadTo)
    const worse = change + price * overChange
    if (worse > 0 && random() > 4294967296 * Math.exp(-worse / heat)) continue
    at[g] = to
    if (swaps) at[other] = from
    load[from] = loadFrom - carried
    load[to] = loadTo + carried
    objective += change
    overspent += overChange
    if (overspent < 1e-6 && (best === null || objective < best.objective - 1e-9)) best = { assignment: at.slice(), objective }
    // Where delay costs nothing, the first spread that fits is as good as any.
    if (best !== null && !spread.priced) break
  }
  return best === null ? null : { assignment: best.assignment, objective: objectiveOf(groups, best.assignment) }
}

/** The hardest deadlines first, each in its cheapest quarter with room, else in the emptiest. */
function firstFit(groups: readonly Group[], quarters: number, cap: number): Assignment {
  const load = new Float64Array(quarters)
  const at = new Int32Array(groups.length)
  const order = [...groups.keys()].toSorted(
    (a, b) => (groups[a]?.last ?? 0) - (groups[b]?.last ?? 0) || (groups[b]?.cost ?? 0) - (groups[a]?.cost ?? 0),
  )
  for (const index of order) {
    const group = groups[index]
    if (group === undefined) continue
    let chosen = group.first
    let emptiest = group.first
    let fits = false
    for (let quarter = group.first; quarter <= group.last && !fits; quarter++) {
      fits = (load[quarter] ?? 0) + group.cost <= cap
      if (fits) chosen = quarter
      if ((load[quarter] ?? 0) < (load[emptiest] ?? 0)) emptiest = quarter
    }
    if (!fits) chosen = emptiest
    at[index] = chosen
    load[chosen] = (load[chosen] ?? 0) + group.cost
  }
  return at
}

/** Temperatures and prices in proportion to what a quarter's delay costs. */
function spreadOf(groups: readonly Group[]): { hottest: number; coldest: number; perUnit: number; priced: boolean } {
  const steps = groups
    .map(({ delay, first, last }) => (last > first ? ((delay[last] ?? 0) - (delay[first] ?? 0)) / (last - first) : 0))
    .filter((step) => step > 0)
  const cost = groups.reduce((sum, group) => sum + group.cost, 0) / groups.length
  // Without delay costs only overspending is left, at a price that never changes.
  if (steps.length === 0) return { hottest: Math.max(1, cost * 0.3), coldest: 0.3, perUnit: 1, priced: false }
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
  return { hottest: mean * 2, coldest: mean * 0.01, perUnit: cost > 0 ? (2 * mean) / cost : 1, priced: true }
}

export function objectiveOf(groups: readonly Group[], assignment: Assignment): number {
  return groups.reduce((sum, { delay }, index) => sum + (delay[assignment[index] ?? 0] ?? 0), 0)
}
