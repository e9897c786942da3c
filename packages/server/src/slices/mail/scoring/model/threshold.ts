/** Where to stop: the points above which so small a share of wanted mail will lie as is asked, from scores that the model gave to messages it had not seen. */

export const FALSE_ALARM_RATE = 0.001
export const TAG_RATE = 0.01
/** Points. */
const MARGIN = 0.1
/** Where fewer messages than this would lie above, the place of a single one would decide. */
const FEWEST_ABOVE = 10
/** So many times as many as are to lie above are looked at to see how fast the tail thins out. */
const TAIL = 8
const SMALLEST_TAIL = 4

/**
 * Far out the tail is taken to thin out exponentially (by the mean excess of the top messages), so that no single odd message decides. Tried on halves of the corpus, it stops as much as the quantile
 * at fewer false alarms (docs/adr/0117). Of too few messages to say, none may lie above.
 */
export function thresholdFor(wanted: readonly number[], rate: number): number {
  const sorted = wanted.toSorted((a, b) => b - a)
  const above = rate * (sorted.length + 1)
  if (above >= FEWEST_ABOVE) return sorted[Math.floor(above) - 1] ?? 0
  const size = Math.min(Math.max(SMALLEST_TAIL, Math.ceil(TAIL * above)), sorted.length - 1)
  const highest = sorted[0] ?? 0
  const base = sorted[size]
  if (base === undefined || size < 1) return highest + MARGIN
  const excess = sorted.slice(0, size).reduce((sum, one) => sum + (one - base) / size, 0)
  const threshold = base + excess * Math.log(size / above)
  return above < 1 ? Math.max(threshold, highest + MARGIN) : threshold
}
