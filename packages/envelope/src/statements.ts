/** Every statement that a key signs, each under a domain of its own, so that no signature can be passed off as another kind. */
import { mustBytes } from './base64url.ts'
import { type CborValue, encodeCanonical } from './canonical.ts'

/** `[domain, value]`: the domain names the purpose and its version. */
export function domainSeparated(domain: string, value: CborValue): Uint8Array<ArrayBuffer> {
  return encodeCanonical([`mainstay ${domain} v1`, value])
}

/** By the server's identity key: this machine, with this key, is this device of this client, and the authority stood so. */
export function enrolmentStatement(of: {
  nonce: string
  agentPublicKey: string
  deviceId: string
  clientId: string
  authorityHead: string
  issuedAt: string
}): Uint8Array<ArrayBuffer> {
  return domainSeparated('enrolment', {
    nonce: mustBytes(of.nonce, 32, 'nonce'),
    agentPublicKey: mustBytes(of.agentPublicKey, 32, 'agentPublicKey'),
    deviceId: of.deviceId,
    clientId: of.clientId,
    authorityHead: mustBytes(of.authorityHead, 32, 'authorityHead'),
    issuedAt: of.issuedAt,
  })
}

/** By the device's key: opens a session against the server's challenge, without a clock. */
export function sessionStatement(of: { deviceId: string; challenge: string }): Uint8Array<ArrayBuffer> {
  return domainSeparated('session', { deviceId: of.deviceId, challenge: mustBytes(of.challenge, 32, 'challenge') })
}

/** By the device's key: what it hashed by itself for one restore point. */
export function manifestStatement(of: {
  deviceId: string
  snapshotId: string
  entries: readonly { path: string; size: number; sha256: string }[]
  candidates: number
  dropped: number
}): Uint8Array<ArrayBuffer> {
  const { deviceId, snapshotId, candidates, dropped } = of
  const entries = of.entries.map(({ path, size, sha256 }) => ({ path, size, sha256 }))
  return domainSeparated('manifest', { deviceId, snapshotId, entries, candidates, dropped })
}

/** By a person's signing key: one request to the server's `/signer/v1`. `path` holds the query; `bodyHash` is of the bytes sent. */
export function signerRequestStatement(of: {
  method: string
  path: string
  bodyHash: string
  at: string
  nonce: string
}): Uint8Array<ArrayBuffer> {
  return domainSeparated('signer request', {
    method: of.method,
    path: of.path,
    bodyHash: mustBytes(of.bodyHash, 32, 'bodyHash'),
    at: of.at,
    nonce: mustBytes(of.nonce, 32, 'nonce'),
  })
}

/** By the server's identity key: the audit log had this tree head (RFC 9162) at this size. */
export function checkpointStatement(of: { size: number; root: string; at: string }): Uint8Array<ArrayBuffer> {
  return domainSeparated('audit checkpoint', { size: of.size, root: mustBytes(of.root, 32, 'root'), at: of.at })
}
