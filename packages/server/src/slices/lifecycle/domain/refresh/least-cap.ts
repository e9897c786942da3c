/** A cap below which no plan exists, whatever the plan. */
import type { Group } from './groups.ts'

/**
 * The dearest group; and of every stretch of quarters, what must fall into it, spread evenly. Costs are whole, so a cap is too.
 * Reaching it may still be impossible, since groups cannot be split.
 */
export function leastCap(groups: readonly Group[], quarters: number): number {
  let least = groups.reduce((most, { cost }) => Math.max(most, cost), 0)
  for (let from = 0; from < quarters; from++) {
    for (let to = from; to < quarters; to++) {
      const inside = groups.filter(({ first, last }) => first >= from && last <= to).reduce((sum, { cost }) => sum + cost, 0)
      least = Math.max(least, Math.ceil(inside / (to - from + 1)))
    }
  }
  return least
}
