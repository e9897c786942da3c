/** An extraction test as `mainstay prove` and the server give it, and the checks that it can be asked for (design: interfaces, `prove`). */
import { z } from 'zod'
import { ProofLevelSchema } from '../agent/policy.ts'
import { InstantSchema, Sha256Schema } from '../common/index.ts'

export const ProofVerdictSchema = z.enum(['passed', 'failed', 'unknown'])
export type ProofVerdict = z.infer<typeof ProofVerdictSchema>

/** `not-asked`: nobody wanted it, or it cannot be asked, as L2 without a manifest. Never counts as passed. */
export const LevelVerdictSchema = z.enum(['passed', 'failed', 'unknown', 'not-asked'])
export type LevelVerdict = z.infer<typeof LevelVerdictSchema>

const port = z.int().min(1).max(65_535)
const absolutePath = z.string().startsWith('/').max(4096)

export const ProofCheckSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), port }),
  z.strictObject({
    kind: z.literal('http'),
    port,
    path: z.string().startsWith('/').default('/'),
    status: z.int().optional(),
    contains: z.string().optional(),
    /** HTTPS; the certificate is not judged: in a closed network, and maybe years later, it could not hold. */
    tls: z.boolean().optional(),
  }),
  /** With a dialogue, `contains` is looked for in what comes after its last line was typed. */
  z.strictObject({
    kind: z.literal('serial'),
    contains: z.string().min(1),
    dialogue: z
      .array(z.strictObject({ wait: z.string().min(1).max(1000), send: z.string().max(1000) }))
      .max(20)
      .optional(),
  }),
  z.strictObject({ kind: z.literal('file'), path: absolutePath, sha256: Sha256Schema.optional() }),
  /** At least `min` regular files below the folder, at any depth. */
  z.strictObject({ kind: z.literal('count'), path: absolutePath, min: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('sql'), engine: z.string().min(1), query: z.string().min(1), min: z.number() }),
  z.strictObject({ kind: z.literal('plugin'), command: z.array(z.string()).min(1) }),
])
export type ProofCheck = z.infer<typeof ProofCheckSchema>
export const ProofChecksSchema = z.array(ProofCheckSchema).max(200)

export const ProofReasonSchema = z.object({ code: z.string(), text: z.string() })
export type ProofReason = z.infer<typeof ProofReasonSchema>

export const ProofLevelResultSchema = z.object({
  level: ProofLevelSchema,
  verdict: LevelVerdictSchema,
  seconds: z.number().nonnegative(),
  evidence: z.string(),
})
export type ProofLevelResult = z.infer<typeof ProofLevelResultSchema>

export const ProofCheckResultSchema = z.object({
  kind: z.enum(['tcp', 'http', 'serial', 'file', 'count', 'sql', 'plugin']),
  verdict: ProofVerdictSchema,
  seconds: z.number().nonnegative(),
  evidence: z.string(),
})
export type ProofCheckResult = z.infer<typeof ProofCheckResultSchema>

export const ProofResultSchema = z.object({
  verdict: ProofVerdictSchema,
  /** The highest level that passed; null when none did. */
  level: ProofLevelSchema.nullable(),
  asked: ProofLevelSchema,
  /** Null when the repository could not be opened or has no such point. */
  restorePoint: z
    .object({
      id: Sha256Schema,
      /** The earlier of what the client wrote and when the server received it. */
      takenAt: InstantSchema,
      receivedAt: InstantSchema.nullable(),
      kind: z.enum(['image', 'files']),
    })
    .nullable(),
  levels: z.array(ProofLevelResultSchema),
  reasons: z.array(ProofReasonSchema),
  checks: z.array(ProofCheckResultSchema),
  /** Age of the tested point when the test passed; null: not known. */
  rpoSeconds: z.number().nonnegative().nullable(),
  /** From the start of the recovery until the checks passed; null: not known. */
  rtoSeconds: z.number().nonnegative().nullable(),
  /** Seconds of each step that ran, by its name. */
  timings: z.record(z.string(), z.number().nonnegative()),
  /** How the sandbox ran its processor; null when nothing was booted. */
  accelerator: z.enum(['kvm', 'tcg']).nullable(),
  screenshot: z.string().nullable(),
})
export type ProofResult = z.infer<typeof ProofResultSchema>
