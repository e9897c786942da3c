/** Figures as people state them, without a float on the way to the cent: shares and hours in millionths, products as whole fractions. */
import type { CostRange, Estimate } from '@mainstay/contract/agreements'

export const CASES = ['low', 'likely', 'high'] as const
export type Case = (typeof CASES)[number]

/** A figure for each case, in millionths. */
export type Millionths = Record<Case, bigint>

export const MILLION = 1_000_000n

export function millionths(figure: Estimate): Millionths {
  const given = typeof figure === 'number' ? { low: figure, likely: figure, high: figure } : figure
  return each((one) => BigInt(Math.round(given[one] * 1e6)))
}

export function each<T>(of: (one: Case) => T): Record<Case, T> {
  return { low: of('low'), likely: of('likely'), high: of('high') }
}

/** Half up, of numbers that are not negative: as invoices are rounded. */
export function divided(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator)
}

/** Minor units as JSON numbers. Null beyond what a number holds exactly. */
export function range(cost: Record<Case, bigint>): CostRange | null {
  const safe = CASES.every((one) => cost[one] <= BigInt(Number.MAX_SAFE_INTEGER) && cost[one] >= BigInt(Number.MIN_SAFE_INTEGER))
  return safe ? each((one) => Number(cost[one])) : null
}
