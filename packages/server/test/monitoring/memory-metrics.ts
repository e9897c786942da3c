/** A store of measurements in memory: what the contract suite compares the real one with, and what tests of the rules stand on. */
import type { Batch, Bucket, MetricsStore } from '../../src/slices/monitoring/ports.ts'

export function createMemoryMetrics(): MetricsStore {
  /** By device and series, then by time. */
  const all = new Map<string, Map<number, Map<number, number>>>()
  let onKept: (batch: Batch) => void = () => {}
  const seriesOf = (deviceId: string): Map<number, Map<number, number>> => {
    const known = all.get(deviceId) ?? new Map<number, Map<number, number>>()
    all.set(deviceId, known)
    return known
  }
  return {
    start: async (listener) => {
      onKept = listener
    },
    append: async (batch) => {
      const device = seriesOf(batch.deviceId)
      for (const { series, points } of batch.series) {
        const samples = device.get(series) ?? new Map<number, number>()
        for (const [time, value] of points) if (!samples.has(time)) samples.set(time, value)
        device.set(series, samples)
      }
      onKept(batch)
    },
    range: async ({ deviceId, series, from, to, stepMs }) => {
      const buckets = new Map<number, Bucket[]>()
      let spacingMs: number | null = null
      for (const number of series) {
        const samples = [...(seriesOf(deviceId).get(number) ?? [])]
          .filter(([time]) => time >= from && time < to)
          .sort((a, b) => a[0] - b[0])
        const gaps = samples.slice(1).map(([time], i) => time - (samples[i]?.[0] ?? 0))
        const median = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)]
        if (median !== undefined) spacingMs = Math.max(spacingMs ?? 0, median)
        const groups = Map.groupBy(samples, ([time]) => Math.floor(time / stepMs) * stepMs)
        if (samples.length > 0)
          buckets.set(
            number,
            [...groups].map(([at, group]) =>
              bucketOf(
                at,
                group.map(([, value]) => value),
              ),
            ),
          )
      }
      return { buckets, spacingMs }
    },
    compact: async () => ({ hours: 0, days: 0 }),
    retain: async () => {},
    stop: async () => {},
  }
}

function bucketOf(at: number, values: number[]): Bucket {
  return { at, n: values.length, min: Math.min(...values), max: Math.max(...values), sum: values.reduce((a, b) => a + b, 0) }
}
