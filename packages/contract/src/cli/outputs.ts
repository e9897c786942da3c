/** Outputs of commands that belong to no slice: what `mainstay try`, `report`, `simulate fleet` and the like print with `--json`. */
import { z } from 'zod'
import { CheckpointSchema } from '../audit/index.ts'
import { IdSchema, Sha256Schema } from '../common/index.ts'
import { MonthSchema, ToneSchema } from '../reports/index.ts'

/** What goes wrong, on stdout where `--json` was given; the same sentence stands on stderr. */
export const CliErrorSchema = z.object({
  error: z.object({
    code: z.string(),
    title: z.string(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
})

export const TryOutputSchema = z.object({
  steps: z.array(z.object({ name: z.string(), seconds: z.number().nonnegative(), evidence: z.string() })),
  device: z.object({ id: IdSchema, hostname: z.string(), os: z.string() }),
  restorePoint: z.object({ id: Sha256Schema, level: z.string() }),
  /** The path of the PDF. */
  report: z.string(),
})

export const ReportOutputSchema = z.object({
  file: z.string(),
  bytes: z.int().positive(),
  id: IdSchema,
  clientId: IdSchema,
  clientName: z.string(),
  month: MonthSchema,
  version: z.int().min(1),
  /** A draft shows the records of now, and goes out only when a person has approved it. */
  status: z.enum(['draft', 'approved']),
  verdict: z.string(),
  tone: ToneSchema,
  /** Of the frozen view model; null for a draft. */
  sha256: Sha256Schema.nullable(),
})
export type ReportOutput = z.infer<typeof ReportOutputSchema>

/** Milliseconds from the request to its whole answer; null where there was none to measure. */
export const LatencySchema = z.object({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
})
export type Latency = z.infer<typeof LatencySchema>

export const SimulateFleetOutputSchema = z.object({
  server: z.string(),
  clientId: IdSchema,
  /** Ended by a person before its time; the figures are those until then. */
  interrupted: z.boolean(),
  intervalSeconds: z.number().positive(),
  /** For how long devices were sending. */
  seconds: z.number().nonnegative(),
  devices: z.object({
    asked: z.int().positive(),
    enrolled: z.int().nonnegative(),
    seconds: z.number().nonnegative(),
    latencyMs: LatencySchema,
  }),
  /** Requests: `accepted` were acknowledged as durable, `refused` not wanted by the server, `failed` got no answer or one to come again. */
  batches: z.object({
    sent: z.int().nonnegative(),
    accepted: z.int().nonnegative(),
    refused: z.int().nonnegative(),
    failed: z.int().nonnegative(),
  }),
  /** Points: `waiting` were measured and not acknowledged when it ended, `dropped` no longer fitted into a device's memory. */
  samples: z.object({
    measured: z.int().nonnegative(),
    accepted: z.int().nonnegative(),
    rejected: z.int().nonnegative(),
    waiting: z.int().nonnegative(),
    dropped: z.int().nonnegative(),
  }),
  samplesPerSecond: z.number().nonnegative(),
  /** Of the accepted batches. */
  latencyMs: LatencySchema,
  /** Why batches were refused or failed, each reason with how often. */
  reasons: z.array(z.object({ reason: z.string(), count: z.int().positive() })),
})
export type SimulateFleetOutput = z.infer<typeof SimulateFleetOutputSchema>

export const AuditVerifyOutputSchema = z.object({
  holds: z.boolean(),
  size: z.int().nonnegative(),
  checkpoints: z.int().nonnegative(),
  newest: CheckpointSchema.nullable(),
  fault: z
    .object({
      code: z.enum(['key', 'signature', 'gap', 'missing', 'changed', 'rewritten', 'cut-off', 'unsigned']),
      /** Entries `[from, to)` by their index. */
      from: z.int().nonnegative(),
      to: z.int().nonnegative(),
      text: z.string(),
    })
    .nullable(),
})
export const AuditSaveOutputSchema = z.object({ file: z.string(), entries: z.int().nonnegative() })
export const SchemaListOutputSchema = z.object({ schemas: z.array(z.string()) })
