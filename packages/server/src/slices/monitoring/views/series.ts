/** Series of a device over time, at a resolution that fits the chart; and its last values. */
import type { SeriesAnswer } from '@mainstay/contract/monitoring'
import { AppError } from '@mainstay/kernel'
import { alignedTo, stepFor, widerStep } from '../domain/resolution.ts'
import type { Catalogue, DeviceSeries } from '../ingest/catalogue.ts'
import type { Fleet } from '../ingest/fleet.ts'
import type { DeviceKey, MetricsStore } from '../ports.ts'
import { mergeBuckets } from '../metrics/samples.ts'

export type SeriesQuery = { name: string; from: Date; to: Date; points: number }

const LONGEST_MS = 3 * 366 * 86_400_000

type Deps = { store: MetricsStore; catalogue: Catalogue }

/** Throws monitoring.range when the span is empty or too long. */
export async function readSeries(
  { store, catalogue }: Deps,
  device: DeviceKey,
  { name, from, to, points }: SeriesQuery,
): Promise<SeriesAnswer> {
  const span = to.getTime() - from.getTime()
  if (span <= 0) throw new AppError('monitoring.range', { detail: 'its end is not after its beginning' })
  if (span > LONGEST_MS) throw new AppError('monitoring.range', { detail: 'it is longer than three years' })
  const series = (await catalogue.reload(device)).types.flatMap((type, number) => (type?.name === name ? [{ number, type }] : []))
  const stepMs = stepFor(from.getTime(), to.getTime(), points)
  const query = { ...device, series: series.map(({ number }) => number), stepMs, ...alignedTo(stepMs, from.getTime(), to.getTime()) }
  const { buckets, spacingMs } = series.length === 0 ? { buckets: new Map(), spacingMs: null } : await store.range(query)
  const wider = widerStep(stepMs, spacingMs)
  return {
    resolutionSeconds: (wider ?? stepMs) / 1000,
    series: series.map(({ number, type }) => ({
      name,
      unit: type.unit,
      attributes: type.attributes,
      points: (wider === null ? (buckets.get(number) ?? []) : mergeBuckets(buckets.get(number) ?? [], wider)).map(
        ({ at, n, min, max, sum }: { at: number; n: number; min: number; max: number; sum: number }): [number, number, number, number] => [
          at,
          min,
          sum / n,
          max,
        ],
      ),
    })),
  }
}

export type LatestValue = { name: string; unit: string; attributes: Record<string, string>; value: number; at: string }

/** By name, then by attributes. */
export function latestValues(fleet: Fleet, series: DeviceSeries, { deviceId }: DeviceKey): LatestValue[] {
  const memory = fleet.of(deviceId)
  if (memory === undefined) return []
  return series.types
    .flatMap((type, number) => {
      const at = memory.times[number] ?? 0
      if (type === undefined || at === 0) return []
      return [
        {
          name: type.name,
          unit: type.unit,
          attributes: type.attributes,
          value: memory.values[number] ?? 0,
          at: new Date(at).toISOString(),
        },
      ]
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
