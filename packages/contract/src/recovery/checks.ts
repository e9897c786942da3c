/** What an extraction test can be asked to look for, on the restored files and in the started server (design: interfaces, `prove`). */
import { z } from 'zod'
import { Sha256Schema } from '../common/index.ts'

const port = z.int().min(1).max(65_535)
const absolutePath = z.string().startsWith('/').max(4096)

export const ProofCheckSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), port }),
  z.strictObject({
    kind: z.literal('http'),
    port,
    /** `/` where it is not given. */
    path: z.string().startsWith('/').exactOptional(),
    status: z.int().exactOptional(),
    contains: z.string().exactOptional(),
    /** HTTPS; the certificate is not judged: in a closed network, and maybe years later, it could not hold. */
    tls: z.boolean().exactOptional(),
  }),
  /** With a dialogue, `contains` is looked for in what comes after its last line was typed. */
  z.strictObject({
    kind: z.literal('serial'),
    contains: z.string().min(1),
    dialogue: z
      .array(z.strictObject({ wait: z.string().min(1).max(1000), send: z.string().max(1000) }))
      .max(20)
      .exactOptional(),
  }),
  z.strictObject({ kind: z.literal('file'), path: absolutePath, sha256: Sha256Schema.exactOptional() }),
  /** At least `min` regular files below the folder, at any depth. */
  z.strictObject({ kind: z.literal('count'), path: absolutePath, min: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('sql'), engine: z.string().min(1), query: z.string().min(1), min: z.number() }),
  z.strictObject({ kind: z.literal('plugin'), command: z.array(z.string()).min(1) }),
])
export type ProofCheck = z.infer<typeof ProofCheckSchema>
export const ProofChecksSchema = z.array(ProofCheckSchema).max(200)
