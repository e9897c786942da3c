/** What the commands for keys and signing print with `--json`. */
import { z } from 'zod'
import { Base64UrlSchema, IdSchema, InstantSchema } from '../common/index.ts'

const HashSchema = Base64UrlSchema.length(43)

export const KeyOutputSchema = z.object({
  keyId: HashSchema,
  publicKey: HashSchema,
  name: z.string(),
  createdAt: InstantSchema,
  file: z.string(),
  protection: z.enum(['none', 'passphrase']),
})
export const KeyMoveOutputSchema = z.object({
  keyId: HashSchema,
  bundle: z.string(),
  /** False: the server could not be told, so its console goes on showing amber. */
  serverTold: z.boolean(),
})
/** One thing that waits for signatures. `id` is made from its content on the signer's machine: whatever it stands for cannot be swapped. */
export const PendingItemSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  type: z.enum(['command', 'authority']),
  clientId: IdSchema,
  summary: z.string(),
  kind: z.string(),
  args: z.json(),
  devices: z.array(IdSchema),
  payloadHash: HashSchema.nullable(),
  note: z.string(),
  signaturesNeeded: z.int().nonnegative(),
  signedBy: z.array(HashSchema),
})
export type PendingItem = z.infer<typeof PendingItemSchema>
export const SignListOutputSchema = z.object({ pending: z.array(PendingItemSchema) })
export const SignedItemSchema = z.object({
  id: z.string(),
  outcome: z.enum(['signed', 'needs-more', 'refused']),
  envelopeId: IdSchema.nullable(),
  missing: z.int().nonnegative(),
  reason: z.string().nullable(),
})
export type SignedItem = z.infer<typeof SignedItemSchema>
export const SignOutputSchema = z.object({ signed: z.array(SignedItemSchema) })
export const TokenOutputSchema = z.object({
  token: z.string(),
  id: IdSchema,
  clientId: IdSchema,
  expiresAt: InstantSchema,
  installLine: z.string(),
})
export const AuthorityOutputSchema = z.object({
  clientId: IdSchema,
  genesisHash: HashSchema,
  head: HashSchema,
  entries: z.int().positive(),
  /** How many signatures a change needs now. 1 means a single key: say it loudly. */
  changeThreshold: z.int().positive(),
  keys: z.array(
    z.object({
      keyId: HashSchema,
      publicKey: HashSchema,
      name: z.string(),
      role: z.enum(['owner', 'technician', 'recovery']),
      mine: z.boolean(),
    }),
  ),
  revoked: z.array(z.object({ keyId: HashSchema, name: z.string() })),
  proposals: z.int().nonnegative(),
})
export const AuthorityChangeOutputSchema = z.object({
  clientId: IdSchema,
  outcome: z.enum(['appended', 'proposed', 'pinned']),
  head: HashSchema,
  missing: z.int().nonnegative(),
})
