/** Passkeys, as browsers speak of them (WebAuthn Level 3, section 5.1.8), and as people see theirs. */
import { z } from 'zod'
import { Base64UrlSchema, IdSchema, InstantSchema } from '../common/index.ts'

const Text = z.string().max(32_768)

const credential = {
  id: Base64UrlSchema.min(1).max(1400),
  rawId: Base64UrlSchema.min(1).max(1400),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
}
/** What `navigator.credentials.create` answered, as JSON. */
export const NewCredentialSchema = z.object({
  ...credential,
  response: z.object({ clientDataJSON: Text, attestationObject: Text, transports: z.array(z.string().max(32)).max(10).optional() }),
})
/** What `navigator.credentials.get` answered, as JSON. */
export const CredentialAnswerSchema = z.object({
  ...credential,
  response: z.object({ clientDataJSON: Text, authenticatorData: Text, signature: Text, userHandle: z.string().max(200).optional() }),
})

/** Handed to the browser as it is: `PublicKeyCredentialRequestOptionsJSON`. */
export const PasskeyOptionsSchema = z.object({ options: z.looseObject({ challenge: z.string() }) })
/** `PublicKeyCredentialCreationOptionsJSON`. */
export const NewPasskeyOptionsSchema = z.object({
  options: z.looseObject({
    challenge: z.string(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.literal('public-key') })),
  }),
})

const name = z.string().trim().min(1).max(100)
/** Before a passkey is added the password is asked again; who has none may do it within ten minutes of signing in. */
export const PasskeyStartSchema = z.object({ password: z.string().min(1).max(256).optional() })
export const NewPasskeySchema = z.object({ name, credential: NewCredentialSchema })
export const PasskeyNameSchema = z.object({ name })
export const PasskeySignInSchema = z.object({ credential: CredentialAnswerSchema })

export const PasskeySchema = z.object({
  id: IdSchema,
  name: z.string(),
  createdAt: InstantSchema,
  lastUsedAt: InstantSchema.nullable(),
  /** Kept by its maker's account on several devices. */
  synced: z.boolean(),
})
/** `origin`: where passkeys can be made and used; null where browsers offer none (plain http, an address in numbers). */
export const PasskeyListSchema = z.object({ origin: z.string().nullable(), hasPassword: z.boolean(), passkeys: z.array(PasskeySchema) })
