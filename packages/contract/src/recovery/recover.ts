/** What `mainstay recover` prints with `--json`: lines of progress, and one line with what came of it. */
import { z } from 'zod'
import { InstantSchema, Sha256Schema } from '../common/index.ts'
import { ProofReasonSchema } from './proof.ts'

export const ImageFormatSchema = z.enum(['raw', 'qcow2', 'vhdx', 'vmdk'])
export type ImageFormat = z.infer<typeof ImageFormatSchema>

export const RecoverProgressSchema = z.object({
  event: z.literal('progress'),
  step: z.enum(['restoring', 'converting', 'verifying']),
  doneBytes: z.number().nonnegative(),
  totalBytes: z.number().nonnegative(),
  /** Null until enough was done to tell. */
  secondsLeft: z.number().nonnegative().nullable(),
})
export type RecoverProgress = z.infer<typeof RecoverProgressSchema>

export const RecoverResultSchema = z.object({
  event: z.literal('result'),
  /** `done`: all is there and was read again; `partial`: all but what `damaged` names; `stopped`: the same command goes on with it. */
  outcome: z.enum(['done', 'partial', 'failed', 'stopped']),
  what: z.enum(['files', 'disk', 'database']),
  restorePoint: z.object({ id: Sha256Schema, takenAt: InstantSchema, kind: z.enum(['image', 'files']) }).nullable(),
  target: z.string(),
  files: z.int().nonnegative(),
  bytes: z.number().nonnegative(),
  /** Of those, what lay there whole from an earlier try. */
  skippedBytes: z.number().nonnegative(),
  resumed: z.boolean(),
  /** What was written was read again from the target, and hashes to what the repository has. */
  verified: z.boolean(),
  seconds: z.number().nonnegative(),
  /** Files that did not come back whole; what there is of them lies beside, with `.damaged` at the end of its name. */
  damaged: z.array(z.object({ path: z.string(), why: z.string() })),
  reasons: z.array(ProofReasonSchema),
})
export type RecoverResult = z.infer<typeof RecoverResultSchema>
