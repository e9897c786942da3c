/** The refresh plan: local search first; the exact solver where a proof is asked for, or where local search found nothing. */
import type { RefreshAsset, RefreshPlan } from '@mainstay/contract/lifecycle'
import { type Group, groupsOf, type Horizon } from './domain/refresh/groups.ts'
import { leastCap } from './domain/refresh/least-cap.ts'
import { quarterName } from './domain/refresh/quarter.ts'
import { type Assignment, type Found, objectiveOf, pack, search } from './domain/refresh/search.ts'
import { solveExactly } from './exact/solve.ts'

export type RefreshPlanOptions = {
  assets: readonly RefreshAsset[]
  horizon: Horizon
  /** Of each quarter, in the units of the costs. */
  cap: number
  /** Asks the exact solver for the optimum, or for a bound when its time ends. */
  prove: boolean
  /** For one question to the exact solver. */
  seconds: number
}

/** Never says "not possible" unless that is proven; no asset is dropped. */
export async function refreshPlan({ assets, horizon, cap, prove, seconds }: RefreshPlanOptions): Promise<RefreshPlan> {
  const { groups, obstacles } = groupsOf(assets, horizon)
  if (obstacles.length > 0)
    return { feasible: false, smallestCap: null, proven: 'impossible', why: `No cap helps: ${obstacles.join('; ')}.` }
  const problem = { groups, quarters: horizon.quarters, cap }
  const found = search(problem) ?? (leastCap(groups, horizon.quarters) > cap ? null : await searchExactly(problem, seconds))
  if (found === null) return impossible(problem, seconds)
  if (!prove) return planOf(assets, groups, found, null, horizon)
  const exact = await solveExactly({ kind: 'cheapest', ...problem, start: found.assignment, seconds })
  const best =
    exact.assignment !== null && exact.value !== null && exact.value < found.objective
      ? { assignment: exact.assignment, objective: exact.value }
      : found
  return planOf(
    assets,
    groups,
    best,
    exact.proven ? best.objective : exact.bound === null ? null : Math.min(exact.bound, best.objective),
    horizon,
  )
}

type Problem = { groups: readonly Group[]; quarters: number; cap: number }

/** Local search may miss a tight plan: then the exact solver's is where it starts from. */
async function searchExactly(problem: Problem, seconds: number): Promise<Found | null> {
  const { assignment } = await solveExactly({ kind: 'cheapest', ...problem, start: null, seconds })
  if (assignment === null) return null
  return search(problem, assignment) ?? { assignment, objective: objectiveOf(problem.groups, assignment) }
}

async function impossible({ groups, quarters, cap }: Problem, seconds: number): Promise<RefreshPlan> {
  const least = leastCap(groups, quarters)
  const packed = smallestPacking(groups, quarters, least)
  // A spread at the least cap there can be is the smallest by itself.
  if (packed.cap === least) return tooSmall(cap, least)
  const { value, bound, proven } = await solveExactly({ kind: 'smallest-cap', groups, quarters, start: packed.assignment, seconds })
  const smallest = Math.min(packed.cap, value ?? packed.cap)
  if (proven || least >= smallest) return tooSmall(cap, smallest)
  const below = Math.max(least, Math.ceil((bound ?? 0) - 1e-6))
  if (below > cap)
    return {
      feasible: false,
      smallestCap: smallest,
      proven: 'impossible',
      why: `Not possible under a cap of ${cap}. With ${smallest} there is a plan; no smaller cap was found in ${seconds} s, and below ${below} there is none.`,
    }
  return {
    feasible: false,
    smallestCap: smallest,
    proven: 'nothing',
    why: `No plan under a cap of ${cap} was found in ${seconds} s, and none was ruled out. With ${smallest} there is one.`,
  }
}

/** The smallest cap that local search reaches, by halving the stretch between what cannot work and what does. */
function smallestPacking(groups: readonly Group[], quarters: number, least: number): { cap: number; assignment: Assignment } {
  const lowest = pack({ groups, quarters, cap: least })
  if (lowest !== null) return { cap: least, assignment: lowest }
  const everything = groups.reduce((sum, { cost }) => sum + cost, 0)
  let works: { cap: number; assignment: Assignment } = { cap: everything, assignment: Int32Array.from(groups, ({ first }) => first) }
  let fails = least
  while (works.cap - fails > 1) {
    // Near the least cap first: that is where the answer nearly always lies.
    const cap =
      works.cap === everything ? Math.min(everything - 1, Math.ceil(least + (fails - least + 1) * 2)) : Math.floor((fails + works.cap) / 2)
    const assignment = pack({ groups, quarters, cap })
    if (assignment === null) fails = cap
    else works = { cap, assignment }
    if (fails >= everything - 1) break
  }
  return works
}

function tooSmall(cap: number, smallestCap: number): RefreshPlan {
  const why = `Not possible under a cap of ${cap}; the smallest cap that works is ${smallestCap}.`
  return { feasible: false, smallestCap, proven: 'smallest', why }
}

function planOf(
  assets: readonly RefreshAsset[],
  groups: readonly Group[],
  found: Found,
  bound: number | null,
  { from, quarters }: Horizon,
): RefreshPlan {
  const order = new Map(assets.map(({ id }, index) => [id, index]))
  return {
    feasible: true,
    objective: tidy(found.objective),
    bound: bound === null ? null : tidy(bound),
    quarters: Array.from({ length: quarters }, (_, quarter) => {
      const inside = groups.filter((_group, index) => found.assignment[index] === quarter)
      return {
        quarter: quarterName(from + quarter),
        spend: inside.reduce((sum, { cost }) => sum + cost, 0),
        assets: inside.flatMap(({ ids }) => ids).toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
      }
    }),
  }
}

/** Sums of decimals carry dust far below a cent. */
function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
