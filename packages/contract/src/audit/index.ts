/** The audit log on the wire: entries with their leaves, signed checkpoints, and proofs. Hashes and signatures are base64url. */
import { z } from 'zod'
import { Base64UrlSchema, IdSchema, InstantSchema } from '../common/index.ts'

const Hash = Base64UrlSchema.length(43)
const Size = z.int().min(0)

/** One entry, field by field as its leaf hash covers it. */
export const AuditEntrySchema = z.object({
  clientId: IdSchema,
  id: IdSchema,
  at: z.string(),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  action: z.string(),
  subject: z.string(),
  data: z.json(),
})
export type AuditEntryWire = z.infer<typeof AuditEntrySchema>

/** `entry` is null where the log has a leaf and the entry is gone. */
export const AuditLogLineSchema = z.object({
  index: Size,
  clientId: IdSchema,
  entryId: IdSchema,
  leaf: Hash,
  entry: AuditEntrySchema.nullable(),
})
export type AuditLogLine = z.infer<typeof AuditLogLineSchema>
export const AuditLogPageSchema = z.object({ lines: z.array(AuditLogLineSchema), size: Size })
export const AuditLogQuerySchema = z.object({
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
})

/** The tree head at a size, signed by the server's identity key over `checkpointStatement` of the package `envelope`. */
export const CheckpointSchema = z.object({
  v: z.literal(1),
  size: Size,
  root: Hash,
  at: InstantSchema,
  signature: Base64UrlSchema.length(86),
})
export type Checkpoint = z.infer<typeof CheckpointSchema>
/** In the order of their sizes, from the one asked for. */
export const CheckpointPageSchema = z.object({ serverPublicKey: Hash, checkpoints: z.array(CheckpointSchema) })
export const NewestCheckpointSchema = z.object({ serverPublicKey: Hash, checkpoint: CheckpointSchema.nullable() })
export const CheckpointQuerySchema = z.object({
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
})

/** RFC 9162, 2.1.3: that the entry stands at `index` in the log of `checkpoint`. */
export const InclusionProofSchema = z.object({ index: Size, leaf: Hash, path: z.array(Hash), checkpoint: CheckpointSchema })
/** RFC 9162, 2.1.4: that the log of `second` begins with the log of `first`. */
export const ConsistencyProofSchema = z.object({ first: Size, second: Size, path: z.array(Hash) })
export const ConsistencyQuerySchema = z.object({ first: z.coerce.number().int().min(1), second: z.coerce.number().int().min(1) })

/** What `mainstay audit save` writes first; then one line for each checkpoint and one for each entry. */
export const AuditFileLineSchema = z.union([
  z.object({ kind: z.literal('log'), v: z.literal(1), serverPublicKey: Hash }),
  CheckpointSchema.extend({ kind: z.literal('checkpoint') }),
  AuditLogLineSchema.extend({ kind: z.literal('entry') }),
])
