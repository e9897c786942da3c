/** An extraction test as `mainstay prove` and the server give it, and the checks that it can be asked for (design: interfaces, `prove`). */
import { z } from 'zod'
import { ProofLevelSchema } from '../agent/policy.ts'
import { InstantSchema, Sha256Schema } from '../common/index.ts'

export const ProofVerdictSchema = z.enum(['passed', 'failed', 'unknown'])
export type ProofVerdict = z.infer<typeof ProofVerdictSchema>

/** `not-asked`: nobody wanted it, or it cannot be asked, as L2 without a manifest. Never counts as passed. */
export const LevelVerdictSchema = z.enum(['passed', 'failed', 'unknown', 'not-asked'])
export type LevelVerdict = z.infer<typeof LevelVerdictSchema>

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
  kind: z.enum(['tcp', 'http', 'serial', 'file', 'count', 'sql', 'plugin', 'command']),
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
