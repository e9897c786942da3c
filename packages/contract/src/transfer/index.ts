/** The export of a platform: the manifest beside its tables, and what the commands print. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'

/** Grows when an older Mainstay could no longer read the export. */
export const EXPORT_FORMAT = 1

/** As PostgreSQL takes it unquoted: a manifest can name nothing else. */
const NameSchema = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/)

export const ExportedTableSchema = z.object({
  schema: NameSchema,
  name: NameSchema,
  columns: z.array(NameSchema).min(1),
  rows: z.int().nonnegative(),
  /** CSV with a header, gzip; an empty field is null, a quoted empty one the empty text. */
  file: z.string().regex(/^tables\/[A-Za-z0-9_.]+\.csv\.gz$/),
})
export type ExportedTable = z.infer<typeof ExportedTableSchema>

/** A range partition that must be there before its rows come. */
const BOUND = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2}\+00)?$/
export const ExportedPartitionSchema = z.object({
  parent: NameSchema,
  name: NameSchema,
  /** A day, or an instant as PostgreSQL writes it in UTC. */
  from: z.string().regex(BOUND),
  to: z.string().regex(BOUND),
})
export type ExportedPartition = z.infer<typeof ExportedPartitionSchema>

export const ExportedSequenceSchema = z.object({ name: NameSchema, value: z.string().regex(/^\d+$/), called: z.boolean() })
export type ExportedSequence = z.infer<typeof ExportedSequenceSchema>

export const ExportManifestSchema = z.object({
  product: z.literal('mainstay'),
  format: z.int().positive(),
  madeAt: InstantSchema,
  /** Null: everything. */
  clientId: IdSchema.nullable(),
  /** All that made these tables, in order. */
  migrations: z.array(z.string()).min(1),
  /** SHA-256 of a secret derived from the master key, which itself is not in the export: what the vault holds stays wrapped by it. */
  masterKey: z.string().length(64),
  tables: z.array(ExportedTableSchema),
  partitions: z.array(ExportedPartitionSchema),
  sequences: z.array(ExportedSequenceSchema),
  /** Backup repositories of the data folder, which the export names and does not contain. */
  repositories: z.array(z.string()),
})
export type ExportManifest = z.infer<typeof ExportManifestSchema>

/** What `mainstay export --json` and `mainstay import --json` print. */
export const TransferSummarySchema = z.object({
  folder: z.string(),
  tables: z.int(),
  rows: z.int(),
  bytes: z.int(),
  seconds: z.number(),
  /** Copy these folders as well: they are no part of the export. */
  repositories: z.array(z.string()),
})
export type TransferSummary = z.infer<typeof TransferSummarySchema>
