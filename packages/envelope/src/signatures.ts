/** Signatures as they stand beside what they sign: who, what kind, which bytes. */
import { bytesOfLength, toBase64Url } from './base64url.ts'
import { type Signer, verifyText } from './keys.ts'

/**
 * `kind` is the way it was made; absent means `ed25519`, the only one so far. An assertion of WebAuthn over the same bytes gets a kind
 * of its own: verifiers refuse kinds that they do not know instead of overlooking them.
 */
export type Signature = { keyId: string; signature: string; kind?: string | undefined }

/** More would only be work for the verifier. */
const MAX_SIGNATURES = 8

export async function signatureBy(signer: Signer, bytes: Uint8Array): Promise<Signature> {
  return { keyId: signer.keyId, signature: toBase64Url(await signer.sign(bytes)) }
}

/** Replaces this key's signature if it was there already; sorted, so that the order of signing leaves no trace. */
export function withSignature(signatures: readonly Signature[], added: Signature): Signature[] {
  return [...signatures.filter((one) => one.keyId !== added.keyId), added].sort((a, b) => (a.keyId < b.keyId ? -1 : 1))
}

/** Both sets; the added one wins where a key signed twice. */
export function mergeSignatures(known: readonly Signature[], added: readonly Signature[]): Signature[] {
  return added.reduce<Signature[]>(withSignature, [...known])
}

/** At least one, at most eight, each by a different key, each of its exact length. */
export function areWellFormed(signatures: readonly Signature[]): boolean {
  const ids = new Set(signatures.map((one) => one.keyId))
  return (
    signatures.length > 0 &&
    signatures.length <= MAX_SIGNATURES &&
    ids.size === signatures.length &&
    signatures.every((one) => bytesOfLength(one.keyId, 32) !== null)
  )
}

export function isKnownKind(signature: Signature): boolean {
  return signature.kind === undefined || signature.kind === 'ed25519'
}

export async function fits(signature: Signature, publicKey: string, bytes: Uint8Array): Promise<boolean> {
  return isKnownKind(signature) && (await verifyText(publicKey, signature.signature, bytes))
}
