/** Makes envelopes and signs them: the signer's half. */
import type { CborValue } from '../canonical.ts'
import { fromBase64Url, toBase64Url } from '../base64url.ts'
import type { Signer } from '../keys.ts'
import { type Signature, signatureBy, withSignature } from '../signatures.ts'
import { decodeBody, type EnvelopeBody, encodeBody, envelopeIdOf, envelopeStatement, targetListHash } from './body.ts'

/** As it travels (contract, agent/channel): the body in canonical CBOR as base64url, and the signatures over it. */
export type SignedEnvelope = { id: string; body: string; signatures: Signature[] }

export type EnvelopeInput = {
  client: string
  /** Device ids in any order. */
  devices: readonly string[]
  /** Put only the hash of the device list into the envelope; the list then travels beside it. */
  asList?: boolean
  kind: string
  payloadHash?: string | null
  args: CborValue
  notBefore: Date
  expires: Date
  seq: number
  authorityHead: string
}

/** An envelope without signatures. Throws a `TypeError` on input that no agent could accept. */
export async function createEnvelope(input: EnvelopeInput): Promise<SignedEnvelope> {
  const devices = [...new Set(input.devices)].sort()
  const body: EnvelopeBody = {
    v: 1,
    client: input.client,
    targets: input.asList ? { kind: 'list', hash: await targetListHash(devices), count: devices.length } : { kind: 'devices', devices },
    kind: input.kind,
    payloadHash: input.payloadHash ?? null,
    args: input.args,
    notBefore: input.notBefore.toISOString(),
    expires: input.expires.toISOString(),
    nonce: toBase64Url(crypto.getRandomValues(new Uint8Array(32))),
    seq: input.seq,
    authorityHead: input.authorityHead,
  }
  const bytes = encodeBody(body)
  if (decodeBody(bytes) === null)
    throw new TypeError('this envelope has no targets, an empty or endless time window, or a field out of form')
  return { id: await envelopeIdOf(bytes), body: toBase64Url(bytes), signatures: [] }
}

/** Adds this signer's signature; the order of signing does not matter. */
export async function signEnvelope(envelope: SignedEnvelope, signer: Signer): Promise<SignedEnvelope> {
  const bytes = fromBase64Url(envelope.body)
  if (bytes === null || decodeBody(bytes) === null) throw new TypeError('only a well-formed envelope is signed')
  const signature = await signatureBy(signer, envelopeStatement(bytes))
  return { ...envelope, signatures: withSignature(envelope.signatures, signature) }
}

/** What an envelope says, for people to read before they sign; null when it is malformed. Proves nothing. */
export function readEnvelope(envelope: Pick<SignedEnvelope, 'body'>): EnvelopeBody | null {
  const bytes = fromBase64Url(envelope.body)
  return bytes === null ? null : decodeBody(bytes)
}
