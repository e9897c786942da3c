/** Health: device list with states, last values, series over time, alerts, incidents. */
import { z } from 'zod'
import { AttributesSchema } from '../agent/metrics.ts'
import { IdSchema, InstantSchema, PageQuerySchema, StateSchema } from '../common/index.ts'

export const DeviceListQuerySchema = PageQuerySchema.extend({
  clientId: IdSchema.optional(),
  q: z.string().trim().max(200).optional(),
  state: StateSchema.optional(),
  os: z.enum(['linux', 'windows', 'darwin']).optional(),
  sort: z.enum(['state', 'hostname', 'client', 'lastSeen', 'cpu', 'memory', 'disk']).default('state'),
  order: z.enum(['asc', 'desc']).default('asc'),
})
export type DeviceListQuery = z.infer<typeof DeviceListQuerySchema>

/** Shares are 0 to 1; null is not known. */
export const DeviceRowSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  clientName: z.string(),
  siteName: z.string(),
  hostname: z.string(),
  os: z.enum(['linux', 'windows', 'darwin']),
  state: StateSchema,
  /** The worst alert in words, or why the state is not known; null when all is well. */
  why: z.string().nullable(),
  lastSeenAt: InstantSchema.nullable(),
  cpu: z.number().nullable(),
  memory: z.number().nullable(),
  /** The fullest file system. */
  disk: z.number().nullable(),
})
export type DeviceRow = z.infer<typeof DeviceRowSchema>
export const DeviceListSchema = z.object({
  rows: z.array(DeviceRowSchema),
  total: z.int(),
  counts: z.object({ ok: z.int(), warning: z.int(), critical: z.int(), unknown: z.int() }),
})
export type DeviceList = z.infer<typeof DeviceListSchema>

export const LatestValueSchema = z.object({
  name: z.string(),
  unit: z.string(),
  attributes: AttributesSchema,
  value: z.number(),
  at: InstantSchema,
})
export const LatestValuesSchema = z.object({ values: z.array(LatestValueSchema) })
export type LatestValues = z.infer<typeof LatestValuesSchema>

export const SeriesQuerySchema = z.object({
  name: z.string().max(128),
  from: InstantSchema,
  to: InstantSchema,
  /** At most so many points a series (default 300). */
  points: z.coerce.number().int().min(2).max(2000).default(300),
})
/** `[unix milliseconds of the interval's start, min, average, max]`; a gap in the data is a gap in the points. */
export const SeriesAnswerSchema = z.object({
  resolutionSeconds: z.number(),
  series: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      attributes: AttributesSchema,
      points: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    }),
  ),
})
export type SeriesAnswer = z.infer<typeof SeriesAnswerSchema>

export const AlertSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  deviceId: IdSchema,
  hostname: z.string(),
  rule: z.string(),
  state: StateSchema,
  /** In words, with value and threshold: "Disk / is 96 % full (limit 95 %)". */
  summary: z.string(),
  /** Why did I get this: rule, values, window. */
  why: z.object({
    ruleName: z.string(),
    value: z.number().nullable(),
    threshold: z.number().nullable(),
    forSeconds: z.number(),
    detail: z.string(),
  }),
  since: InstantSchema,
  endedAt: InstantSchema.nullable(),
  incidentId: IdSchema.nullable(),
})
export type Alert = z.infer<typeof AlertSchema>
export const AlertListQuerySchema = PageQuerySchema.extend({
  clientId: IdSchema.optional(),
  deviceId: IdSchema.optional(),
  open: z.stringbool().optional(),
})
export const AlertListSchema = z.object({ rows: z.array(AlertSchema), total: z.int() })

export const IncidentSchema = z.object({
  id: IdSchema,
  clientId: IdSchema,
  clientName: z.string(),
  deviceId: IdSchema,
  hostname: z.string(),
  cause: z.string(),
  state: StateSchema,
  openedAt: InstantSchema,
  closedAt: InstantSchema.nullable(),
  alerts: z.array(AlertSchema),
})
export type Incident = z.infer<typeof IncidentSchema>
export const IncidentListSchema = z.object({ rows: z.array(IncidentSchema), total: z.int() })

/** Server-sent events at `GET /api/events`: which views to read anew. `everything`, of no client: changes may have been missed. */
export const LiveEventSchema = z.object({ topic: z.string(), clientId: IdSchema.nullable(), deviceId: IdSchema.nullable() })
export type LiveEvent = z.infer<typeof LiveEventSchema>
