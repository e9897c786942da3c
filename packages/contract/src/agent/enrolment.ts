/** Enrolment and sessions: how a machine becomes a device without trusting the server. */
import { z } from 'zod'
import { Base64UrlSchema, IdSchema, InstantSchema } from '../common/index.ts'

export const AgentFactsSchema = z.object({
  hostname: z.string().min(1).max(255),
  os: z.enum(['linux', 'windows', 'darwin']),
  arch: z.string().max(32),
  agentVersion: z.string().max(64),
  /** Hash of the machine's own id, so that a second enrolment of one machine is recognised. */
  machineHash: Base64UrlSchema.max(64).nullable(),
})

export const EnrolRequestSchema = z.object({
  v: z.literal(1),
  clientId: IdSchema,
  /** The one-time secret of the token, 32 bytes. The server knows only its SHA-256. */
  secret: Base64UrlSchema.length(43),
  nonce: Base64UrlSchema.length(43),
  /** Raw Ed25519 public key, made on the machine. */
  publicKey: Base64UrlSchema.length(43),
  facts: AgentFactsSchema,
})
export type EnrolRequest = z.infer<typeof EnrolRequestSchema>

/** `signature` is Ed25519 by the server's identity key over the canonical CBOR of `enrolmentStatement` (package envelope). */
export const EnrolResponseSchema = z.object({
  v: z.literal(1),
  deviceId: IdSchema,
  clientId: IdSchema,
  serverPublicKey: Base64UrlSchema.length(43),
  /** The client's authority log from its genesis, each entry as canonical CBOR. The agent checks the chain against the token's genesis hash. */
  authority: z.array(Base64UrlSchema),
  issuedAt: InstantSchema,
  signature: Base64UrlSchema.length(86),
})
export type EnrolResponse = z.infer<typeof EnrolResponseSchema>

export const ChallengeRequestSchema = z.object({ v: z.literal(1), deviceId: IdSchema })
export const ChallengeResponseSchema = z.object({ v: z.literal(1), challenge: Base64UrlSchema.length(43), now: InstantSchema })

/** The device signs the canonical CBOR of `sessionStatement` (package envelope): no clock is needed to open a session. */
export const SessionRequestSchema = z.object({
  v: z.literal(1),
  deviceId: IdSchema,
  // Of the last digit two bits are none of the 32 bytes: they are zero.
  challenge: Base64UrlSchema.length(43).regex(/[AEIMQUYcgkosw048]$/, 'not 32 bytes'),
  agentVersion: z.string().max(64),
  signature: Base64UrlSchema.length(86),
})
/** `token` opens the agent's channel only, for an hour: `Authorization: Bearer <token>`. */
export const SessionResponseSchema = z.object({ v: z.literal(1), token: z.string(), expiresAt: InstantSchema, now: InstantSchema })
