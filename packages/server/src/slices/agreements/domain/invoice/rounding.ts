/** Fractions to whole minor units: each line is rounded once, and a total is the sum of its lines. */
import type { Rounding } from '@mainstay/contract/agreements'

/** Of numbers that are not negative. */
export function rounded(numerator: bigint, denominator: bigint, mode: Rounding): bigint {
  const whole = numerator / denominator
  const twice = 2n * (numerator % denominator)
  if (mode === 'down' || twice < denominator) return whole
  if (twice > denominator || mode === 'half-up') return whole + 1n
  return whole % 2n === 0n ? whole : whole + 1n
}

/** `386 / 31` as `12.4516`, at most six decimals, cut: for people, beside the exact arithmetic. */
export function decimal(numerator: bigint, denominator: bigint): string {
  const millionths = (numerator * 1_000_000n) / denominator
  const text = `${millionths / 1_000_000n}.${String(millionths % 1_000_000n).padStart(6, '0')}`
  return text.replace(/0+$/, '').replace(/\.$/, '')
}
