/** Where to stop: the points at which so small a share of wanted mail lies above as is asked, from scores that the model gave to messages it had not seen. */

export const FALSE_ALARM_RATE = 0.001
export const TAG_RATE = 0.01

/** Of the scores above the threshold as many as the rate allows, and half of that again as margin, since the next messages are others. */
export function thresholdFor(wanted: readonly number[], rate: number): number {
  const sorted = wanted.toSorted((a, b) => b - a)
  const allowed = Math.floor(rate * sorted.length)
  const [above, below] = [sorted[allowed - 1] ?? (sorted[0] ?? 0) + 1, sorted[allowed] ?? 0]
  return (above + below) / 2
}
