/** What moves as one: a bundle or a single asset, with the quarters it may go in and what each would cost. */
import type { RefreshAsset } from '@mainstay/contract/lifecycle'
import { type Quarter, quarterName, quarterOf } from './quarter.ts'

/** Quarters are counted from the plan's first, 0 to `quarters - 1`. */
export type Group = {
  name: string
  ids: readonly string[]
  cost: number
  first: number
  last: number
  /** Risk x quarters of delay, by quarter. */
  delay: readonly number[]
}

export type Horizon = { from: Quarter; quarters: number }

/** A group that fits in no quarter at all is an obstacle that no cap removes; each is a sentence. */
export type Grouping = { groups: Group[]; obstacles: string[] }

export function groupsOf(assets: readonly RefreshAsset[], horizon: Horizon): Grouping {
  const bundles = Map.groupBy(assets, ({ id, bundle }) => (bundle === null ? `asset ${id}` : `bundle ${bundle}`))
  const groups: Group[] = []
  const obstacles: string[] = []
  for (const [name, members] of bundles) {
    const windows = members.map((asset) => windowOf(asset, horizon))
    const first = Math.max(...windows.map((one) => one.first))
    const last = Math.min(...windows.map((one) => one.last))
    if (first > last) {
      obstacles.push(obstacleOf(name, members, horizon))
      continue
    }
    groups.push({
      name,
      ids: members.map(({ id }) => id),
      cost: members.reduce((sum, { cost }) => sum + cost, 0),
      first,
      last,
      delay: Array.from({ length: horizon.quarters }, (_, quarter) =>
        members.reduce((sum, asset) => sum + delayCost(asset, quarter, horizon), 0),
      ),
    })
  }
  return { groups, obstacles }
}

/** An earliest before the plan counts from its first quarter. */
function earliestIn({ earliest }: RefreshAsset, { from }: Horizon): number {
  return Math.max(0, quarterOf(earliest) - from)
}

function windowOf(asset: RefreshAsset, horizon: Horizon): { first: number; last: number } {
  const end = horizon.quarters - 1
  if (asset.pin !== null) {
    const pin = quarterOf(asset.pin) - horizon.from
    return pin < 0 || pin > end ? { first: 1, last: 0 } : { first: pin, last: pin }
  }
  const deadline = asset.deadline === null ? end : quarterOf(asset.deadline) - horizon.from
  return { first: earliestIn(asset, horizon), last: Math.min(end, deadline) }
}

function delayCost(asset: RefreshAsset, quarter: number, horizon: Horizon): number {
  return asset.risk * Math.max(0, quarter - earliestIn(asset, horizon))
}

function obstacleOf(name: string, members: readonly RefreshAsset[], horizon: Horizon): string {
  const end = horizon.from + horizon.quarters - 1
  const [only] = members
  if (members.length > 1 || only === undefined) return `the ${name} has no quarter in which all of its ${members.length} assets may go`
  if (only.pin !== null) return `${name} is pinned to ${only.pin}, outside the plan (${quarterName(horizon.from)} to ${quarterName(end)})`
  if (only.deadline !== null && quarterOf(only.deadline) < horizon.from)
    return `${name} has its deadline ${only.deadline} before the plan begins in ${quarterName(horizon.from)}`
  if (only.deadline !== null && quarterOf(only.deadline) < quarterOf(only.earliest))
    return `${name} has its deadline ${only.deadline} before its earliest quarter ${only.earliest}`
  return `${name} may not go before ${only.earliest}, after the plan's last quarter ${quarterName(end)}`
}
