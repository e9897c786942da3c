/** Numbers as a few names, so that a linear model can weigh each range by itself. */

const EDGES = [0, 1, 2, 3, 5, 8, 13, 21, 40, 80, 160, 400, 1000, 3000, 10_000, 40_000]

export function bin(value: number): string {
  const index = EDGES.findIndex((edge) => value <= edge)
  return index < 0 ? 'most' : `${EDGES[index]}`
}

/** Tenths; of nothing, none. */
export function tenths(part: number, whole: number): string {
  return whole === 0 ? 'none' : String(Math.min(10, Math.round((part / whole) * 10)))
}
