/** Decisions about drafts, signatures and tokens; the checks of envelopes and authorities themselves are the package envelope's. */
import { err, ok, type Result } from '@mainstay/kernel'
import { DEFAULT_FAN_OUT_LIMIT, type EnvelopeBody, isEnvelopeKind, signaturesNeeded } from '@mainstay/envelope'

export type EnvelopeStatus = 'draft' | 'partly-signed' | 'signed' | 'withdrawn'

export type Draft = { kind: string; args: unknown; devices: readonly string[]; payloadHash: string | null }

/** How many signatures the devices will ask for, by the limit that holds before a signed policy says another. */
export function neededFor(draft: Draft, fanOutLimit = DEFAULT_FAN_OUT_LIMIT): 1 | 2 | null {
  if (!isEnvelopeKind(draft.kind)) return null
  return signaturesNeeded({ kind: draft.kind, fanOut: draft.devices.length, args: draft.args, fanOutLimit })
}

/** What was signed must be what was drafted: the person saw the draft. */
export function matchesDraft(body: EnvelopeBody, draft: Draft, canonical: (value: unknown) => string): boolean {
  if (body.targets.kind !== 'devices') return false
  const devices = [...new Set(draft.devices)].sort()
  return (
    body.kind === draft.kind &&
    body.payloadHash === draft.payloadHash &&
    canonical(body.args) === canonical(draft.args) &&
    devices.length === body.targets.devices.length &&
    devices.every((id, n) => body.targets.kind === 'devices' && body.targets.devices[n] === id)
  )
}

export type Token = { siteId: string | null; genesisHash: string; expiresAt: Date; usedBy: string | null }

/** A token is good for one machine: the same key may ask again, since an answer can be lost on the way. */
export function useToken(
  token: Token | null,
  o: { publicKey: string; now: Date },
): Result<'first-use' | 'again', 'trust.token-unknown' | 'trust.token-used' | 'trust.token-expired'> {
  if (token === null) return err('trust.token-unknown')
  if (token.usedBy !== null) return token.usedBy === o.publicKey ? ok('again') : err('trust.token-used')
  if (o.now.getTime() >= token.expiresAt.getTime()) return err('trust.token-expired')
  return ok('first-use')
}
