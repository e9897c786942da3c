/** From the server's points to what a chart draws: one shared time axis, gaps left open. */
import type { SeriesAnswer } from '@mainstay/contract/monitoring'

export type Point = SeriesAnswer['series'][number]['points'][number]
/** Average over time, with the extremes of each interval. Times in unix milliseconds. */
export type Line = { label: string; points: readonly Point[] }

/** As uPlot reads it: `null` is a gap, `undefined` only says that another line has a point there. */
type Column = (number | null | undefined)[]
/** Seconds, then one column for each line. */
export type Aligned = [times: number[], ...lines: Column[]]

/** Longer than this many intervals without a point is a gap in the data, and stays one. */
const GAP_INTERVALS = 2.5

export function align(lines: readonly Line[], resolutionSeconds: number): Aligned {
  const values = lines.map(({ points }) => withGaps(points, resolutionSeconds * 1000))
  const axis = [...new Set(values.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b)
  return [axis.map((at) => at / 1000), ...values.map((one) => axis.map((at) => one.get(at)))]
}

function withGaps(points: readonly Point[], interval: number): Map<number, number | null> {
  const values = new Map<number, number | null>()
  let before: number | null = null
  for (const [at, , average] of points) {
    if (before !== null && at - before > GAP_INTERVALS * interval) values.set(before + interval, null)
    values.set(at, average)
    before = at
  }
  return values
}

/** A share that is measured as what is left becomes what is used. */
export function complement(points: readonly Point[]): Point[] {
  return points.map(([at, min, average, max]) => [at, 1 - max, 1 - average, 1 - min])
}

/** Used of what is used and free, as df(1) has it: what is reserved for root is neither. */
export function shareOfBoth(used: readonly Point[], free: readonly Point[]): Point[] {
  const left = new Map(free.map((point) => [point[0], point]))
  const share = (part: number, rest: number): number => (part + rest === 0 ? 0 : part / (part + rest))
  return used.flatMap(([at, min, average, max]): Point[] => {
    const other = left.get(at)
    return other === undefined ? [] : [[at, share(min, other[3]), share(average, other[2]), share(max, other[1])]]
  })
}

/** A counter that only grows becomes its rate a second. Where it went back (a restart) there is nothing true to say. */
export function rate(points: readonly Point[]): Point[] {
  return points.slice(1).flatMap((point, index): Point[] => {
    const before = points[index]
    if (before === undefined || point[3] < before[3] || point[0] <= before[0]) return []
    const perSecond = (point[3] - before[3]) / ((point[0] - before[0]) / 1000)
    return [[point[0], perSecond, perSecond, perSecond]]
  })
}

/** The sum at each time of the lines that have a point there. */
export function total(lines: readonly (readonly Point[])[]): Point[] {
  const sums = new Map<number, Point>()
  for (const [at, min, average, max] of lines.flat()) {
    const sum = sums.get(at) ?? [at, 0, 0, 0]
    sums.set(at, [at, sum[1] + min, sum[2] + average, sum[3] + max])
  }
  return [...sums.values()].sort((a, b) => a[0] - b[0])
}
