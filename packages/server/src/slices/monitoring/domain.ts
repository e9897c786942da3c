/** What of a batch can be taken: corrects the agent's clock, and refuses series by name with the reason, the rest standing. */
import type { MetricsAnswer, MetricsBatch, SeriesBatch } from '@mainstay/contract/agent'

/** Below this the difference is the network's; from here on every point is shifted by it. */
export const SKEW_TAKEN_OFF_S = 60
const FUTURE_MS = 5 * 60_000
/** Older points than the store keeps would be dropped at once. */
const OLDEST_MS = 31 * 86_400_000

export type Judged = { series: SeriesBatch[]; answer: MetricsAnswer }

export function judgeBatch(batch: MetricsBatch, receivedAt: Date): Judged {
  const now = receivedAt.getTime()
  const skewMs = batch.sentAt - now
  const shift = Math.abs(skewMs) >= SKEW_TAKEN_OFF_S * 1000 ? skewMs : 0
  const series: SeriesBatch[] = []
  const rejected: MetricsAnswer['rejected'] = []
  let accepted = 0
  for (const [index, one] of batch.series.entries()) {
    const points = one.points.map(([at, value]): [number, number] => [at - shift, value])
    const good = points.filter(([at, value]) => Number.isFinite(value) && at <= now + FUTURE_MS && at >= now - OLDEST_MS)
    const bad = points.length - good.length
    if (bad > 0)
      rejected.push({ series: index, points: bad, reason: `${one.name}: points that are in the future, older than 31 days, or no number` })
    if (good.length > 0) series.push({ ...one, points: good })
    accepted += good.length
  }
  return { series, answer: { v: 1, accepted, rejected, clockSkewSeconds: shift / 1000 } }
}

/** The newest point of each series of a device, by name and attributes. */
export type Latest = Map<string, { name: string; unit: string; attributes: Record<string, string>; value: number; at: number }>

export function keepLatest(latest: Latest, series: readonly SeriesBatch[]): void {
  for (const { name, unit, attributes, points } of series) {
    const key = `${name}\n${Object.entries(attributes).sort().flat().join('\n')}`
    for (const [at, value] of points) if (at >= (latest.get(key)?.at ?? 0)) latest.set(key, { name, unit, attributes, value, at })
  }
}
