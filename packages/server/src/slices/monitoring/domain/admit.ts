/** What of a batch can be taken: corrects the agent's clock, and refuses points with the reason while the rest stands. */
import type { MetricsAnswer, MetricsBatch } from '@mainstay/contract/agent'

/** Below this the difference is the network's; from here on every point is shifted by it. */
const SKEW_TAKEN_OFF_MS = 60_000
/** A correction that differs by less than this from the last one is the same clock: a batch sent again must land on the same times. */
const SAME_CLOCK_MS = 5000
const FUTURE_MS = 5 * 60_000
/** An agent may have been without a server for so long. */
export const OLDEST_MS = 31 * 86_400_000
const MOST_ATTRIBUTES = 32

export type AdmittedSeries = { index: number; points: readonly (readonly [number, number])[] }
export type Admission = { shiftMs: number; series: AdmittedSeries[]; answer: MetricsAnswer }

/** `knownShiftMs` is what was taken off the last batch of the same run of the agent, 0 for none. All times are Unix milliseconds. */
export function admit(batch: MetricsBatch, receivedAt: number, knownShiftMs: number): Admission {
  const shiftMs = shiftOf(batch.sentAt - receivedAt, knownShiftMs)
  const series: AdmittedSeries[] = []
  const rejected: MetricsAnswer['rejected'] = []
  let accepted = 0
  for (const [index, one] of batch.series.entries()) {
    const { points, reason } = admitPoints(one.points, shiftMs, receivedAt, Object.keys(one.attributes).length)
    if (reason !== null) rejected.push({ series: index, points: one.points.length - points.length, reason: `${one.name}: ${reason}` })
    if (points.length === 0) continue
    series.push({ index, points })
    accepted += points.length
  }
  return { shiftMs, series, answer: { v: 1, accepted, rejected, clockSkewSeconds: shiftMs / 1000 } }
}

function shiftOf(skewMs: number, knownShiftMs: number): number {
  if (Math.abs(skewMs) < SKEW_TAKEN_OFF_MS) return 0
  return Math.abs(skewMs - knownShiftMs) < SAME_CLOCK_MS ? knownShiftMs : skewMs
}

type Points = readonly (readonly [number, number])[]

function admitPoints(points: Points, shiftMs: number, receivedAt: number, attributes: number): { points: Points; reason: string | null } {
  if (attributes > MOST_ATTRIBUTES) return { points: [], reason: `${attributes} attributes, more than ${MOST_ATTRIBUTES}` }
  const earliest = receivedAt - OLDEST_MS + shiftMs
  const latest = receivedAt + FUTURE_MS + shiftMs
  let good = 0
  for (const [time, value] of points) if (Number.isFinite(value) && time >= earliest && time <= latest) good++
  if (good === points.length)
    return { points: shiftMs === 0 ? points : points.map(([time, value]) => [time - shiftMs, value]), reason: null }
  return {
    points: points
      .filter(([time, value]) => Number.isFinite(value) && time >= earliest && time <= latest)
      .map(([time, value]) => [time - shiftMs, value] as const),
    reason: reasonsOf(points, earliest, latest),
  }
}

function reasonsOf(points: Points, earliest: number, latest: number): string {
  const count = (is: (time: number, value: number) => boolean): number => points.filter(([time, value]) => is(time, value)).length
  const reasons: [number, string][] = [
    [count((_, value) => !Number.isFinite(value)), 'no finite number'],
    [count((time, value) => Number.isFinite(value) && time > latest), 'more than 5 minutes in the future'],
    [count((time, value) => Number.isFinite(value) && time < earliest), 'older than 31 days'],
  ]
  return reasons
    .filter(([n]) => n > 0)
    .map(([n, text]) => `${n} ${n === 1 ? 'point' : 'points'} ${text}`)
    .join(', ')
}
