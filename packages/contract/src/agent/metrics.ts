/** A batch of measurements from an agent. Names and units are OpenTelemetry's `system.*` (design 3, 5). */
import { z } from 'zod'

export const AttributesSchema = z.record(z.string().min(1).max(64), z.string().max(256))
export type Attributes = z.infer<typeof AttributesSchema>

/** `[unix milliseconds by the agent's clock, value]` */
export const PointSchema = z.tuple([z.number().int(), z.number()])

export const SeriesBatchSchema = z.object({
  name: z.string().min(1).max(128),
  unit: z.string().max(32),
  attributes: AttributesSchema,
  points: z.array(PointSchema).max(1000),
})
export type SeriesBatch = z.infer<typeof SeriesBatchSchema>

export const MetricsBatchSchema = z.object({
  v: z.literal(1),
  /** Changes when the agent starts anew; `(bootId, seq)` makes a retried batch recognisable. */
  bootId: z.string().min(8).max(64),
  seq: z.number().int().nonnegative(),
  /** The agent's clock when it sent, in milliseconds: what it differs from the server's is taken off every point. */
  sentAt: z.number().int(),
  series: z.array(SeriesBatchSchema).max(5000),
})
export type MetricsBatch = z.infer<typeof MetricsBatchSchema>

/** `accepted` points are durable. A series that cannot be taken is named by its index; the rest of the batch stands. */
export const MetricsAnswerSchema = z.object({
  v: z.literal(1),
  accepted: z.number().int(),
  rejected: z.array(z.object({ series: z.number().int(), points: z.number().int(), reason: z.string() })),
  clockSkewSeconds: z.number(),
})
export type MetricsAnswer = z.infer<typeof MetricsAnswerSchema>

/** One measured value, as `agent collect --once --json` prints it. */
export const MeasurementSchema = z.object({
  name: z.string(),
  unit: z.string(),
  value: z.number(),
  attributes: AttributesSchema,
  at: z.iso.datetime(),
})
export type Measurement = z.infer<typeof MeasurementSchema>
