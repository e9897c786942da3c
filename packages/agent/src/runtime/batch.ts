/** Gathers the points of one or more collections into series, as a batch carries them. */
import type { Measurement, SeriesBatch } from '@mainstay/contract/agent'

export type Gathered = { series: SeriesBatch[]; points: number }

/** Limits of the wire (contract, MetricsBatchSchema). */
const MOST_SERIES = 5000
const MOST_POINTS_A_SERIES = 1000

export type Gathering = { add(measurements: readonly Measurement[]): void; take(): Gathered; points(): number }

export function createGathering(): Gathering {
  let byKey = new Map<string, SeriesBatch>()
  let points = 0
  return {
    add(measurements) {
      for (const { name, unit, value, attributes, at } of measurements) {
        if (!Number.isFinite(value)) continue
        const key = `${name}\0${Object.entries(attributes).flat().join('\0')}`
        let series = byKey.get(key)
        if (series === undefined) {
          if (byKey.size >= MOST_SERIES) continue
          series = { name, unit, attributes, points: [] }
          byKey.set(key, series)
        }
        if (series.points.length >= MOST_POINTS_A_SERIES) continue
        series.points.push([Date.parse(at), value])
        points += 1
      }
    },
    take() {
      const taken = { series: [...byKey.values()], points }
      byKey = new Map()
      points = 0
      return taken
    },
    points: () => points,
  }
}

/** The batch as it is sent. `sentAt` is set at each sending: the server takes the difference to its own clock off every point. */
export function batchText(stored: StoredBatch, sentAt: number): string {
  return `{"v":1,"bootId":${JSON.stringify(stored.bootId)},"seq":${stored.seq},"sentAt":${sentAt},"series":${stored.series}}`
}

/** What a batch keeps for good from its first attempt on: the same `(bootId, seq)` always means the same series. `series` is JSON. */
export type StoredBatch = { bootId: string; seq: number; points: number; series: string }
