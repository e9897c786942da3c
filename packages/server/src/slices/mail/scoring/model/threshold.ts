/** Where to stop: the points at which so small a share of wanted mail lies above as is asked, from scores that the model gave to messages it had not seen. */

export const FALSE_ALARM_RATE = 0.001
export const TAG_RATE = 0.01
/** Points. */
const MARGIN = 0.1

/**
 * Above it lie as many wanted messages as the rate allows (of fewer than 1,000 at 0.1 % none), and a little distance to the next, but never more than half of the gap:
 * in the tail the gaps are wide, and a threshold in the middle of one costs much and promises nothing.
 */
export function thresholdFor(wanted: readonly number[], rate: number): number {
  const sorted = wanted.toSorted((a, b) => b - a)
  const allowed = Math.floor(rate * sorted.length)
  const next = sorted[allowed] ?? 0
  const above = sorted[allowed - 1] ?? next + 2 * MARGIN
  return next + Math.max(1e-9, Math.min(MARGIN, (above - next) / 2))
}
