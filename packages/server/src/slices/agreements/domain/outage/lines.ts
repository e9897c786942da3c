/** One line of a cost: a product of figures, rounded once, with its arithmetic in words. */
import type { Estimate, OutageLine } from '@mainstay/contract/agreements'
import { type Case, divided, each, MILLION, type Millionths, range } from './exact.ts'
import { rule } from './rule.ts'

export type Factor = { millionths: Millionths; text: string }
export type Totals = Record<Case, bigint>
export type Costed = { line: OutageLine; cost: Totals }

/** `rate`: minor units that the factors multiply; `per`: seconds of business time in `factors` count as hours by 3600. */
export function product(
  {
    kind,
    what,
    rate,
    factors,
    per = 1n,
  }: { kind: OutageLine['kind']; what: string; rate: { minor: bigint; text: string }; factors: Factor[]; per?: bigint },
  text: (minor: bigint) => string,
): Costed {
  const cost = each((one) =>
    divided(
      factors.reduce((made, factor) => made * factor.millionths[one], rate.minor),
      per * MILLION ** BigInt(factors.length),
    ),
  )
  const arithmetic = `${[...factors.map((factor) => factor.text), rate.text].join(' × ')} = ${text(cost.likely)}`
  return { line: { kind, what, cost: shown(cost, what), arithmetic }, cost }
}

export function sum(costs: readonly Totals[]): Totals {
  return each((one) => costs.reduce((total, cost) => total + cost[one], 0n))
}

/** Throws agreements.outage-rule where JSON could not hold it exactly. */
export function shown(cost: Totals, what: string): OutageLine['cost'] {
  const held = range(cost)
  if (held === null) throw rule(`${what} comes to more than can be shown exactly; check the figures.`)
  return held
}

/** `0.4`, or `0.4 (0.2 to 0.6)` where three figures were given. */
export function stated(figure: Estimate, unit = ''): string {
  if (typeof figure === 'number') return `${figure}${unit}`
  return figure.low === figure.high ? `${figure.likely}${unit}` : `${figure.likely}${unit} (${figure.low} to ${figure.high})`
}
