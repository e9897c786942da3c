/**
 * `/signer/v1`: between a person's signing key and the server. Every request carries
 * `Authorization: MainstaySigner keyId="…", at="…", nonce="…", signature="…"` over `signerRequestStatement` (package envelope).
 */
import { z } from 'zod'
import { SignedEnvelopeSchema } from '../agent/index.ts'
import { Base64UrlSchema, IdSchema, InstantSchema } from '../common/index.ts'

const HashSchema = Base64UrlSchema.length(43)
/** An authority entry as base64url of canonical CBOR; the bytes inside are bounded to 64 KiB. */
const EntryWireSchema = Base64UrlSchema.min(1).max(90_000)

export const SIGNER_SCHEME = 'MainstaySigner'

export const SignerServerAnswerSchema = z.object({
  v: z.literal(1),
  serverPublicKey: HashSchema,
  publicUrl: z.url(),
  now: InstantSchema,
  me: z.object({ keyId: HashSchema, name: z.string(), onServerMachine: z.boolean() }),
})
export type SignerServerAnswer = z.infer<typeof SignerServerAnswerSchema>

/** `onServerMachine: false` is how `key move` says that the private key has left the server's machine. */
export const SignerSelfRequestSchema = z.object({ v: z.literal(1), onServerMachine: z.boolean() })

export const SignerSchema = z.object({
  keyId: HashSchema,
  publicKey: HashSchema,
  name: z.string(),
  onServerMachine: z.boolean(),
  addedAt: InstantSchema,
  revokedAt: InstantSchema.nullable(),
})
export const SignersAnswerSchema = z.object({ v: z.literal(1), signers: z.array(SignerSchema) })
export type SignersAnswer = z.infer<typeof SignersAnswerSchema>
export const SignerAddRequestSchema = z.object({ v: z.literal(1), publicKey: HashSchema, name: z.string().min(1).max(100) })
export const SignerRevokeRequestSchema = z.object({ v: z.literal(1), keyId: HashSchema })

export const AuthorityAnswerSchema = z.object({
  v: z.literal(1),
  clientId: IdSchema,
  entries: z.array(EntryWireSchema),
  /** Changes that still lack signatures. */
  proposals: z.array(EntryWireSchema),
  /** Highest sequence number of an envelope of this client. */
  lastSeq: z.int().nonnegative(),
})
export type AuthorityAnswer = z.infer<typeof AuthorityAnswerSchema>
export const AuthorityEntryRequestSchema = z.object({ v: z.literal(1), entry: EntryWireSchema })
export const AuthorityEntryAnswerSchema = z.object({
  v: z.literal(1),
  outcome: z.enum(['appended', 'proposed']),
  head: HashSchema,
  missing: z.int().nonnegative(),
})
export type AuthorityEntryAnswer = z.infer<typeof AuthorityEntryAnswerSchema>

export const EnvelopeStatusSchema = z.enum(['draft', 'partly-signed', 'signed', 'withdrawn'])

/** A command that waits for signatures. Before the first signature there is no `envelope` yet: the signer builds it. */
export const PendingEnvelopeSchema = z.object({
  draftId: IdSchema,
  clientId: IdSchema,
  status: EnvelopeStatusSchema,
  kind: z.string().max(64),
  args: z.json(),
  devices: z.array(IdSchema).min(1),
  payloadHash: HashSchema.nullable(),
  note: z.string(),
  createdAt: InstantSchema,
  signaturesNeeded: z.union([z.literal(1), z.literal(2)]),
  envelope: SignedEnvelopeSchema.nullable(),
})
export type PendingEnvelope = z.infer<typeof PendingEnvelopeSchema>
export const PendingAnswerSchema = z.object({
  v: z.literal(1),
  envelopes: z.array(PendingEnvelopeSchema),
  proposals: z.array(z.object({ clientId: IdSchema, entry: EntryWireSchema })),
})
export type PendingAnswer = z.infer<typeof PendingAnswerSchema>

/** `draftId` null: a command that the signer made without a draft. */
export const EnvelopeSubmitRequestSchema = z.object({
  v: z.literal(1),
  draftId: IdSchema.nullable(),
  note: z.string().max(500),
  envelope: SignedEnvelopeSchema,
})
export const EnvelopeSubmitAnswerSchema = z.object({
  v: z.literal(1),
  draftId: IdSchema,
  envelopeId: IdSchema,
  status: EnvelopeStatusSchema,
  /** Signatures that are still missing, as far as the server knows; the agent decides. */
  missing: z.int().nonnegative(),
})
export type EnvelopeSubmitAnswer = z.infer<typeof EnvelopeSubmitAnswerSchema>

export const TokenRequestSchema = z.object({
  v: z.literal(1),
  clientId: IdSchema,
  siteId: IdSchema.nullable(),
  /** SHA-256 of the token's secret; the secret itself stays with the signer and the machine. */
  secretHash: HashSchema,
  genesisHash: HashSchema,
  expiresAt: InstantSchema,
})
export const TokenAnswerSchema = z.object({ v: z.literal(1), id: IdSchema, expiresAt: InstantSchema })

/** `GET /api/trust` for the console: amber while a signing key lies on the server's own machine. */
export const TrustViewSchema = z.object({ serverPublicKey: HashSchema, signers: z.array(SignerSchema), keyOnServerMachine: z.boolean() })
export type TrustView = z.infer<typeof TrustViewSchema>

/** `GET /api/trust/waiting`: commands that wait for a person's signature, for the console. What they say in full is the signer's to show. */
export const WaitingSchema = z.object({
  waiting: z.array(
    PendingEnvelopeSchema.pick({
      draftId: true,
      clientId: true,
      kind: true,
      devices: true,
      note: true,
      createdAt: true,
      signaturesNeeded: true,
    }),
  ),
})
export type Waiting = z.infer<typeof WaitingSchema>
