/** Samples in memory: gathered from several tiers, put in order, each time once, and summed up in intervals. */
import type { Samples } from '../codec/block.ts'
import type { Bucket } from '../ports.ts'

/** Grows as samples come, in any order. */
export type Gathered = { times: number[]; values: number[] }

export function gather(into: Map<number, Gathered>, series: number, { times, values }: Samples): void {
  const all = gatheredOf(into, series)
  for (let i = 0; i < times.length; i++) {
    all.times.push(times[i] ?? 0)
    all.values.push(values[i] ?? 0)
  }
}

export function gatheredOf(into: Map<number, Gathered>, series: number): Gathered {
  let all = into.get(series)
  if (all === undefined) into.set(series, (all = { times: [], values: [] }))
  return all
}

/** Ascending, each time once; of two values for one time that which was gathered first stays. */
export function inOrder(all: Gathered): { times: Float64Array; values: Float64Array } {
  const { times, values } = all
  if (isAscending(times)) return { times: Float64Array.from(times), values: Float64Array.from(values) }
  const order = Uint32Array.from(times, (_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
  const sorted = new Float64Array(order.length)
  const sortedValues = new Float64Array(order.length)
  let kept = 0
  for (const i of order) {
    const time = times[i] ?? 0
    if (kept > 0 && sorted[kept - 1] === time) continue
    sorted[kept] = time
    sortedValues[kept++] = values[i] ?? 0
  }
  return { times: sorted.subarray(0, kept), values: sortedValues.subarray(0, kept) }
}

function isAscending(times: readonly number[]): boolean {
  for (let i = 1; i < times.length; i++) if ((times[i] ?? 0) <= (times[i - 1] ?? 0)) return false
  return true
}

export type Summary = Omit<Bucket, 'at'>

export function summarise(values: ArrayLike<number>, from = 0, to = values.length): Summary {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  let sum = 0
  for (let i = from; i < to; i++) {
    const value = values[i] ?? 0
    if (value < min) min = value
    if (value > max) max = value
    sum += value
  }
  return { n: to - from, min, max, sum: Number.isFinite(sum) ? sum : Math.sign(sum) * Number.MAX_VALUE }
}

/** Intervals of `stepMs` within `[from, to)` that hold samples. `times` ascend. */
export function bucketsOf({ times, values }: Samples, from: number, to: number, stepMs: number): Bucket[] {
  const buckets: Bucket[] = []
  for (let i = 0; i < times.length; ) {
    const at = Math.floor((times[i] ?? 0) / stepMs) * stepMs
    let end = i
    while (end < times.length && (times[end] ?? 0) < at + stepMs) end++
    if (at >= from && at < to) buckets.push({ at, ...summarise(values, i, end) })
    i = end
  }
  return buckets
}

/** Of two lists of buckets, ascending, one; those of the same interval become one. */
export function mergeBuckets(all: readonly Bucket[], stepMs: number): Bucket[] {
  const merged: Bucket[] = []
  for (const bucket of [...all].sort((a, b) => a.at - b.at)) {
    const at = Math.floor(bucket.at / stepMs) * stepMs
    const last = merged.at(-1)
    if (last?.at !== at) merged.push({ ...bucket, at })
    else
      merged[merged.length - 1] = {
        at,
        n: last.n + bucket.n,
        min: Math.min(last.min, bucket.min),
        max: Math.max(last.max, bucket.max),
        sum: last.sum + bucket.sum,
      }
  }
  return merged
}

/** The median distance between neighbours. */
export function spacingOf(times: ArrayLike<number>): number | null {
  if (times.length < 2) return null
  const gaps = Float64Array.from({ length: times.length - 1 }, (_, i) => (times[i + 1] ?? 0) - (times[i] ?? 0)).sort()
  return gaps[Math.floor(gaps.length / 2)] ?? null
}
