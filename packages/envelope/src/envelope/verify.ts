/** Decides whether an envelope is a command: the one door through which anything reaches a device. */
import { type ErrorCode, err, ok, type Result } from '@mainstay/kernel'
import type { AuthorityState } from '../authority/state.ts'
import { fromBase64Url } from '../base64url.ts'
import { areWellFormed, fits, isKnownKind } from '../signatures.ts'
import {
  decodeBody,
  type EnvelopeBody,
  type EnvelopeTargets,
  envelopeIdOf,
  envelopeStatement,
  fanOutOf,
  isDeviceList,
  targetListHash,
} from './body.ts'
import type { SignedEnvelope } from './create.ts'
import { isEnvelopeKind, signaturesNeeded } from './kinds.ts'

export type RefusalCode = Extract<ErrorCode, `trust.envelope-${string}`>

/**
 * What the device remembers of envelopes that it took. A nonce may be forgotten once its envelope has expired. The highest sequence number
 * is kept for each kind (0 before the first): a command that waited a day for its second signature must not fall to a newer policy.
 */
export type SeenEnvelopes = { hasNonce(nonce: string): boolean; lastSeqOf(kind: string): number }

export type VerifyInput = {
  signed: SignedEnvelope
  authority: AuthorityState
  clientId: string
  deviceId: string
  now: Date
  seen: SeenEnvelopes
  /** The limit of the signed policy in force; `DEFAULT_FAN_OUT_LIMIT` before there is one. */
  fanOutLimit: number
  /** Beside an envelope whose targets are a list by hash: the list. */
  targetList?: readonly string[]
}

/** In this order: form, signatures, authority, how many signatures, client, target, time, nonce, sequence. The first failure is the answer. */
export async function verifyEnvelope(input: VerifyInput): Promise<Result<EnvelopeBody, RefusalCode>> {
  const { signed, authority, now, seen } = input
  const bytes = fromBase64Url(signed.body)
  const body = bytes === null ? null : decodeBody(bytes)
  if (bytes === null || body === null || !areWellFormed(signed.signatures)) return err('trust.envelope-malformed')
  if (signed.id !== (await envelopeIdOf(bytes))) return err('trust.envelope-id-mismatch')

  const refusal =
    (await judgeSignatures(signed, bytes, authority)) ??
    judgeAuthority(body, authority, input) ??
    (await judgeTargets(body.targets, input)) ??
    judgeTime(body, now)
  if (refusal !== null) return err(refusal)
  if (seen.hasNonce(body.nonce)) return err('trust.envelope-replayed')
  if (body.seq <= seen.lastSeqOf(body.kind)) return err('trust.envelope-seq')
  return ok(body)
}

/** True for refusals that time or a newer authority can lift: keep the envelope and look again. All others are final. */
export function mayPassLater(code: RefusalCode): boolean {
  return code === 'trust.envelope-not-yet' || code === 'trust.envelope-head-unknown'
}

/** All signatures must fit, not only enough of them: a spoiled one is a sign of something wrong. */
async function judgeSignatures(signed: SignedEnvelope, bytes: Uint8Array, authority: AuthorityState): Promise<RefusalCode | null> {
  const statement = envelopeStatement(bytes)
  for (const signature of signed.signatures) {
    if (!isKnownKind(signature)) return 'trust.envelope-signature-kind'
    const key = authority.keys.get(signature.keyId) ?? authority.revoked.get(signature.keyId)
    if (key === undefined) return 'trust.envelope-key-unknown'
    if (!(await fits(signature, key.publicKey, statement))) return 'trust.envelope-signature-invalid'
    if (!authority.keys.has(signature.keyId)) return 'trust.envelope-key-revoked'
    if (key.role === 'recovery') return 'trust.envelope-key-role'
  }
  return null
}

function judgeAuthority(body: EnvelopeBody, authority: AuthorityState, input: VerifyInput): RefusalCode | null {
  if (authority.client !== input.clientId || body.client !== input.clientId) return 'trust.envelope-wrong-client'
  if (!authority.history.includes(body.authorityHead)) return 'trust.envelope-head-unknown'
  // An unknown kind could be anything, also something that should have needed two.
  if (!isEnvelopeKind(body.kind)) return 'trust.envelope-kind-unknown'
  const needed = signaturesNeeded({ kind: body.kind, fanOut: fanOutOf(body.targets), args: body.args, fanOutLimit: input.fanOutLimit })
  return input.signed.signatures.length < needed ? 'trust.envelope-two-signatures' : null
}

async function judgeTargets(targets: EnvelopeTargets, input: VerifyInput): Promise<RefusalCode | null> {
  if (targets.kind === 'devices') return targets.devices.includes(input.deviceId) ? null : 'trust.envelope-wrong-target'
  const list = input.targetList
  if (list === undefined || list.length !== targets.count || !isDeviceList(list)) return 'trust.envelope-target-list'
  if ((await targetListHash(list)) !== targets.hash) return 'trust.envelope-target-list'
  return list.includes(input.deviceId) ? null : 'trust.envelope-wrong-target'
}

function judgeTime(body: EnvelopeBody, now: Date): RefusalCode | null {
  if (now.getTime() < Date.parse(body.notBefore)) return 'trust.envelope-not-yet'
  return now.getTime() < Date.parse(body.expires) ? null : 'trust.envelope-expired'
}
