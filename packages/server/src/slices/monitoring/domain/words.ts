/** Figures in words. */

/** Down, not up: 99.6 % is not yet all. */
export function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`
}

/** Two figures at most: an owner reads "4 min", not seconds. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}
