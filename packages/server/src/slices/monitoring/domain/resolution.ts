/** The resolution of a chart: round intervals, wide enough that each holds a sample where there were samples. */

const S = 1000
const MIN = 60 * S
const H = 60 * MIN
const D = 24 * H
const STEPS = [
  1 * S,
  2 * S,
  5 * S,
  10 * S,
  15 * S,
  20 * S,
  30 * S,
  MIN,
  2 * MIN,
  5 * MIN,
  10 * MIN,
  15 * MIN,
  20 * MIN,
  30 * MIN,
  H,
  2 * H,
  3 * H,
  6 * H,
  12 * H,
  D,
  2 * D,
  5 * D,
  10 * D,
  30 * D,
]

/** The smallest round step with which `[from, to)` has at most `points` intervals, the first and last being partial. */
export function stepFor(from: number, to: number, points: number): number {
  return roundUp((to - from) / Math.max(1, points - 1))
}

/** Collections are never quite on time: an interval of twice their distance has one even so. Null while the step is wide enough. */
export function widerStep(stepMs: number, spacingMs: number | null): number | null {
  if (spacingMs === null || stepMs >= spacingMs * 1.5) return null
  // Roll-ups are exact to their hour.
  return spacingMs % H === 0 ? Math.max(stepMs, roundUp(spacingMs)) : roundUp(spacingMs * 1.5)
}

function roundUp(ms: number): number {
  return STEPS.find((step) => step >= ms) ?? Math.ceil(ms / D) * D
}

/** The intervals that a span touches. */
export function alignedTo(stepMs: number, from: number, to: number): { from: number; to: number } {
  return { from: Math.floor(from / stepMs) * stepMs, to: Math.ceil(to / stepMs) * stepMs }
}
