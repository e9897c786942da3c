/** What goes over an open session: envelopes down, results up. The WebSocket `/agent/v1/channel` only says that there is something to fetch. */
import { z } from 'zod'
import { Base64UrlSchema, IdSchema, InstantSchema, Sha256Schema } from '../common/index.ts'
import { BackupPartSchema } from './protection.ts'

/** A signed envelope: the canonical CBOR of its body and the signatures over it (package envelope). A signature without `kind` is Ed25519. */
export const SignedEnvelopeSchema = z.object({
  id: IdSchema,
  body: Base64UrlSchema.max(1_000_000),
  signatures: z
    .array(z.object({ keyId: Base64UrlSchema.length(43), signature: Base64UrlSchema.length(86), kind: z.string().max(32).optional() }))
    .min(1)
    .max(8),
})
export type SignedEnvelope = z.infer<typeof SignedEnvelopeSchema>

export const EnvelopesAnswerSchema = z.object({
  v: z.literal(1),
  /** Authority entries after the head that the agent named. */
  authority: z.array(Base64UrlSchema),
  envelopes: z.array(SignedEnvelopeSchema),
})

/** For restic through the server: `url` is a path on the same server, the credential is good for this repository only. */
export const RepositoryAnswerSchema = z.object({
  v: z.literal(1),
  path: z.string(),
  username: z.string(),
  password: z.string(),
  repositoryKey: z.string(),
})
export type RepositoryAnswer = z.infer<typeof RepositoryAnswerSchema>

export const ManifestEntrySchema = z.object({ path: z.string().max(4096), size: z.number().int().nonnegative(), sha256: Sha256Schema })
export type ManifestEntry = z.infer<typeof ManifestEntrySchema>

/** What the agent hashed by itself, independently of restic, signed with the device's key over the canonical CBOR of `manifestStatement`. */
export const ManifestSchema = z.object({
  entries: z.array(ManifestEntrySchema).max(10_000),
  candidates: z.number().int().nonnegative(),
  /** Files that changed between hashing and the backup's end left the sample. */
  dropped: z.number().int().nonnegative(),
  signature: Base64UrlSchema.length(86),
})
export type Manifest = z.infer<typeof ManifestSchema>

export const BackupResultSchema = z.object({
  kind: z.literal('backup'),
  jobId: IdSchema,
  policyRevision: z.int(),
  startedAt: InstantSchema,
  endedAt: InstantSchema,
  outcome: z.enum(['done', 'partial', 'failed']),
  /** restic's exit code, null when it never ran. */
  exitCode: z.int().nullable(),
  message: z.string().max(2000),
  snapshotId: Sha256Schema.nullable(),
  paths: z.array(z.string()),
  filesProcessed: z.number().int().nonnegative(),
  bytesProcessed: z.number().int().nonnegative(),
  bytesAdded: z.number().int().nonnegative(),
  manifest: ManifestSchema.nullable(),
  /** What lies in snapshots of its own beside the first; all of them are one restore point. */
  parts: z.array(BackupPartSchema).max(80).exactOptional(),
})
export type BackupResult = z.infer<typeof BackupResultSchema>

export const EnvelopeResultSchema = z.object({
  kind: z.literal('envelope'),
  envelopeId: IdSchema,
  at: InstantSchema,
  outcome: z.enum(['applied', 'refused']),
  /** Why it was refused, as the verifier's code; null when applied. */
  reason: z.string().max(200).nullable(),
})

export const AgentResultSchema = z.discriminatedUnion('kind', [BackupResultSchema, EnvelopeResultSchema])
export type AgentResult = z.infer<typeof AgentResultSchema>

export const ResultsRequestSchema = z.object({ v: z.literal(1), results: z.array(AgentResultSchema).min(1).max(100) })
