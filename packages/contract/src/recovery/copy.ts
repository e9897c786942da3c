/** What a copy in another place asks the first server for, and what it says of itself. */
import { z } from 'zod'
import { IdSchema, InstantSchema, Sha256Schema } from '../common/index.ts'

export const CopiedFileTypeSchema = z.enum(['config', 'data', 'index', 'keys', 'snapshots'])
export type CopiedFileType = z.infer<typeof CopiedFileTypeSchema>

/** `GET /api/copies/work`: the repositories that this credential may read. */
export const CopyWorkSchema = z.object({
  repositories: z.array(
    z.object({
      deviceId: IdSchema,
      hostname: z.string(),
      /** Restore points whose removal is planned, or was made lately: any other that goes away was taken away. */
      announced: z.array(z.object({ snapshotId: Sha256Schema, effectiveAt: InstantSchema })),
    }),
  ),
})
export type CopyWork = z.infer<typeof CopyWorkSchema>

/** `GET /api/copies/repositories/:deviceId/files` */
/** The copy does not trust who lists: a name is the file's hash, and never a path. */
const CopiedNameSchema = z.union([z.literal('config'), Sha256Schema])
export const CopiedFilesSchema = z.object({
  files: z.array(z.object({ type: CopiedFileTypeSchema, name: CopiedNameSchema, size: z.int().nonnegative() })),
})
export type CopiedFiles = z.infer<typeof CopiedFilesSchema>

/** An X25519 public key, raw, in base64url. */
const PublicKeySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** `POST /api/copies`, by a person: this copy may have the keys of the repositories, each sealed to its own key. */
export const AddCopySchema = z.strictObject({ name: z.string().trim().min(1).max(80), publicKey: PublicKeySchema })
export const CopySchema = z.object({
  id: IdSchema,
  name: z.string(),
  publicKey: PublicKeySchema,
  madeBy: z.string(),
  madeAt: InstantSchema,
})
export const CopiesSchema = z.object({ copies: z.array(CopySchema) })

/** `POST /api/copies/repositories/:deviceId/key` */
export const AskKeySchema = z.strictObject({ publicKey: PublicKeySchema })
export const SealedKeySchema = z.object({ sealed: z.string() })

export const COPY_FINDINGS = [
  'restore-points-gone',
  'packs-gone',
  'index-rewritten',
  'file-damaged',
  'old-repository',
  'other-repository',
  'junk-restore-points',
  'proof-failed',
] as const
export const CopyFindingSchema = z.object({ kind: z.enum(COPY_FINDINGS), text: z.string(), at: InstantSchema })
export type CopyFinding = z.infer<typeof CopyFindingSchema>

/** `POST /api/copies/reports` */
export const CopyReportSchema = z.strictObject({
  publicKey: PublicKeySchema,
  devices: z
    .array(
      z.strictObject({
        deviceId: IdSchema,
        at: InstantSchema,
        restorePoints: z.int().nonnegative(),
        bytes: z.int().nonnegative(),
        newestAt: InstantSchema.nullable(),
        /** Everything that the first server offered is here. */
        complete: z.boolean(),
        proof: z
          .strictObject({
            at: InstantSchema,
            verdict: z.enum(['passed', 'failed', 'unknown']),
            level: z.string().nullable(),
            why: z.string().nullable(),
          })
          .nullable(),
        findings: z.array(CopyFindingSchema).max(100),
      }),
    )
    .max(10_000),
})
export type CopyReport = z.infer<typeof CopyReportSchema>
export type CopyDeviceReport = CopyReport['devices'][number]

/** What `mainstay copy run --json` prints after each round. */
export const CopyRoundSchema = z.object({
  devices: CopyReportSchema.shape.devices,
  /** What could not be copied this time; the others were. */
  failed: z.array(z.object({ deviceId: IdSchema, hostname: z.string(), why: z.string() })),
  /** Whether a person added this copy's key at the first server; without it nothing is proven here, and nothing is shown there. */
  added: z.boolean(),
})
export type CopyRound = z.infer<typeof CopyRoundSchema>
