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

/** By name; of one name in the order in which they came to be known. */
export function latestValues(fleet: Fleet, series: DeviceSeries, { deviceId }: DeviceKey): LatestValue[] {
  const memory = fleet.of(deviceId)
  if (memory === undefined) return []
  // Most series of a device were measured at the same time: it is written out once.
  let at = 0
  let text = ''
  const values: LatestValue[] = []
  for (const number of orderOf(series)) {
    const type = series.types[number]
    const time = memory.times[number] ?? 0
    if (type === undefined || time === 0) continue
    if (time !== at) {
      at = time
      text = new Date(time).toISOString()
    }
    values.push({ name: type.name, unit: type.unit, attributes: type.attributes, value: memory.values[number] ?? 0, at: text })
  }
  return values
}

const orders = new WeakMap<DeviceSeries, number[]>()

function orderOf(series: DeviceSeries): number[] {
  const known = orders.get(series)
  if (known?.length === series.types.length) return known
  const nameOf = (number: number): string => series.types[number]?.name ?? ''
  const order = Array.from(series.types.keys()).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : a - b))
  orders.set(series, order)
  return order
}
