/** Where to stop: the points above which so small a share of wanted mail will lie as is asked, from scores that the model gave to messages it had not seen. */

export const FALSE_ALARM_RATE = 0.001
export const TAG_RATE = 0.01
/** Points. */
const MARGIN = 0.1

/**
 * Of n messages the k-th highest is passed by one new message in (n + 1) / k, whatever the scores are like; between two of them it lies in between.
 * Fewer messages than the rate needs (999 at 0.1 %) say nothing so far out: then none of them lies above.
 */
export function thresholdFor(wanted: readonly number[], rate: number): number {
  const sorted = wanted.toSorted((a, b) => b - a)
  const rank = rate * (sorted.length + 1)
  const above = sorted[Math.floor(rank) - 1]
  if (above === undefined) return (sorted[0] ?? 0) + MARGIN
  const below = sorted[Math.floor(rank)] ?? above
  return above + (rank - Math.floor(rank)) * (below - above)
}
