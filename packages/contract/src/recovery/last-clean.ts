/** Which restore points can be trusted: `mainstay last-clean` speaks this (design: interfaces, `last-clean`). */
import { z } from 'zod'

export const CleanEvidenceSchema = z.object({
  /**
   * `ciphertext`: a file that was readable before and is not now. `new-extension`, `same-name`: beside it, what such an attack leaves.
   * `signature`: a scanner's finding. `not-scanned`: why there is no verdict.
   */
  kind: z.enum(['ciphertext', 'new-extension', 'same-name', 'signature', 'not-scanned']),
  path: z.string().nullable(),
  detail: z.string(),
})
export type CleanEvidence = z.infer<typeof CleanEvidenceSchema>

export const CleanVerdictSchema = z.enum(['clean', 'suspect', 'infected', 'unscanned'])
export type CleanVerdict = z.infer<typeof CleanVerdictSchema>

export const CleanPointSchema = z.object({
  /** 64 hex digits. */
  id: z.string(),
  takenAt: z.string(),
  verdict: CleanVerdictSchema,
  /** 0 to 100: how much this looks like files turned to ciphertext. A scanner's finding is 100. */
  score: z.int().min(0).max(100),
  evidence: z.array(CleanEvidenceSchema),
})
export type CleanPoint = z.infer<typeof CleanPointSchema>

export const LastCleanSchema = z.object({
  lastClean: z.string().nullable(),
  /** Oldest first. */
  points: z.array(CleanPointSchema),
  /** What looked into the files; `signatures` says which and of when. */
  scanners: z.array(z.object({ name: z.string(), signatures: z.string() })),
  /** Why there is no answer, or none for a part. */
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
})
export type LastClean = z.infer<typeof LastCleanSchema>
