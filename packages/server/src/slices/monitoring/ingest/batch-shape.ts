/** Tells in a few microseconds whether a value has the shape of the contract's MetricsBatchSchema; what has not is left to the schema to explain. */
import { type MetricsBatch, MetricsBatchSchema } from '@mainstay/contract/agent'
import { AppError } from '@mainstay/kernel'

/** Throws platform.invalid-input that names the field. Infinity passes: it is refused by series, so that the rest stands. */
export function asBatch(value: unknown): MetricsBatch {
  if (hasShape(value)) return value
  const { error } = MetricsBatchSchema.safeParse(value)
  const issue = error?.issues[0]
  throw new AppError('platform.invalid-input', {
    detail: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not a batch of measurements'}`,
  })
}

export function hasShape(value: unknown): value is MetricsBatch {
  if (!isRecord(value)) return false
  const { v, bootId, seq, sentAt, series } = value
  return (
    v === 1 &&
    isText(bootId, 8, 64) &&
    Number.isSafeInteger(seq) &&
    (seq as number) >= 0 &&
    Number.isSafeInteger(sentAt) &&
    Array.isArray(series) &&
    series.length <= 5000 &&
    series.every(isSeries)
  )
}

function isSeries(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { name, unit, attributes, points } = value
  if (!isText(name, 1, 128) || !isText(unit, 0, 32) || !isRecord(attributes) || !Array.isArray(points) || points.length > 1000) return false
  for (const key in attributes) if (!isText(key, 1, 64) || !isText(attributes[key], 0, 256)) return false
  for (const point of points) {
    if (!Array.isArray(point) || point.length !== 2 || !Number.isSafeInteger(point[0]) || typeof point[1] !== 'number') return false
  }
  return true
}

function isText(value: unknown, least: number, most: number): boolean {
  return typeof value === 'string' && value.length >= least && value.length <= most
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
