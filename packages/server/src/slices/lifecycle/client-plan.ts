/** A client's refresh plan out of its assets: by quarter, under the cap, with what is not in it and why. */
import type { Asset, ClientPlan, LifecycleSettings, PlannedAsset } from '@mainstay/contract/lifecycle'
import { assumptionsOf } from './domain/plan/assumptions.ts'
import { type Due, dueAssets, quarterAt } from './domain/plan/due.ts'
import { tooSmall } from './domain/plan/too-small.ts'
import { quarterName } from './domain/refresh/quarter.ts'
import { refreshPlan } from './refresh-plan.ts'

export type PlanInput = {
  client: { id: string; name: string }
  assets: readonly Asset[]
  settings: LifecycleSettings
  today: string
}

/** A question to the exact solver is asked only where local search found nothing. */
const SOLVER_SECONDS = 3

export async function clientPlan({ client, assets, settings, today }: PlanInput): Promise<ClientPlan> {
  // What is bought this quarter is being bought: the plan begins with the next.
  const horizon = { from: quarterAt(today) + 1, quarters: settings.quarters }
  const { due, left } = dueAssets(assets, horizon)
  const byId = new Map(assets.map((asset) => [asset.id, asset]))
  const planned = new Map(due.map((one) => [one.refresh.id, plannedAsset(one, byId)]))
  const { capMinor, currency } = settings
  const refreshes = due.map(({ refresh }) => refresh)
  const answer = await refreshPlan({ assets: refreshes, horizon, cap: capMinor, prove: false, seconds: SOLVER_SECONDS })
  const common = {
    clientId: client.id,
    clientName: client.name,
    currency,
    capMinor,
    from: quarterName(horizon.from),
    to: quarterName(horizon.from + horizon.quarters - 1),
    totalMinor: refreshes.reduce((sum, { cost }) => sum + cost, 0),
    left,
    assumptions: assumptionsOf(
      due.flatMap(({ refresh }) => byId.get(refresh.id) ?? []),
      settings,
    ),
  }
  if (!answer.feasible) {
    const why =
      answer.smallestCap === null
        ? named(answer.why, byId)
        : tooSmall({ cap: capMinor, smallest: answer.smallestCap, proven: answer.proven, currency })
    return { ...common, quarters: null, impossible: { why, smallestCapMinor: answer.smallestCap }, waitingMinor: null }
  }
  return {
    ...common,
    impossible: null,
    waitingMinor: Math.round(answer.objective),
    quarters: answer.quarters.map(({ quarter, spend, assets: ids }) => ({
      quarter,
      spendMinor: spend,
      assets: ids.flatMap((id) => planned.get(id) ?? []),
    })),
  }
}

function plannedAsset({ refresh, why }: Due, byId: ReadonlyMap<string, Asset>): PlannedAsset {
  const asset = byId.get(refresh.id)
  return {
    id: refresh.id,
    name: asset?.name ?? refresh.id,
    kind: asset?.kind ?? 'other',
    minor: refresh.cost,
    pinned: refresh.pin !== null,
    bundle: refresh.bundle ?? '',
    deadline: refresh.deadline,
    why,
  }
}

/** The planner speaks of ids. */
function named(why: string, byId: ReadonlyMap<string, Asset>): string {
  return why.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => byId.get(id)?.name ?? id)
}
