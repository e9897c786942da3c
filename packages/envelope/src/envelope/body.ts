/** The body of an envelope: what is commanded, to whom, and when; one canonical spelling. */
import { isId } from '@mainstay/kernel'
import { mustBytes, toBase64Url } from '../base64url.ts'
import { type CborValue, decodeCanonical, encodeCanonical } from '../canonical.ts'
import { sha256 } from '../keys.ts'
import { binary, exactMap, instant, isList, natural, text } from '../shape.ts'
import { domainSeparated } from '../statements.ts'

/** Devices by id (sorted, each once), or the hash of such a list that travels beside the envelope. */
export type EnvelopeTargets = { kind: 'devices'; devices: readonly string[] } | { kind: 'list'; hash: string; count: number }

export type EnvelopeBody = {
  v: 1
  client: string
  targets: EnvelopeTargets
  kind: string
  /** SHA-256 of what travels beside the envelope (a script's text, a program), base64url; null when the args are all there is. */
  payloadHash: string | null
  args: CborValue
  /** Valid in `[notBefore, expires)`. */
  notBefore: string
  expires: string
  nonce: string
  /** Grows from envelope to envelope of a client and kind: the signer's clock in milliseconds, or one more than the last. */
  seq: number
  /** The state of the authority that the signer saw. */
  authorityHead: string
}

const FIELDS = ['v', 'client', 'targets', 'kind', 'payloadHash', 'args', 'notBefore', 'expires', 'nonce', 'seq', 'authorityHead']
/** So many ids still fit into the wire's limit of a megabyte; more go by list. */
const MAX_DEVICES = 10_000
/** A command that is valid for years is a standing danger; a device that was away for longer needs it signed again. */
const MAX_WINDOW_MS = 366 * 24 * 3600 * 1000

export function encodeBody(body: EnvelopeBody): Uint8Array<ArrayBuffer> {
  const { targets } = body
  return encodeCanonical({
    v: 1,
    client: body.client,
    targets:
      targets.kind === 'devices' ? { devices: targets.devices } : { list: mustBytes(targets.hash, 32, 'hash'), count: targets.count },
    kind: body.kind,
    payloadHash: body.payloadHash === null ? null : mustBytes(body.payloadHash, 32, 'payloadHash'),
    args: body.args,
    notBefore: body.notBefore,
    expires: body.expires,
    nonce: mustBytes(body.nonce, 32, 'nonce'),
    seq: body.seq,
    authorityHead: mustBytes(body.authorityHead, 32, 'authorityHead'),
  })
}

/** Null for anything that `encodeBody` would not have written for a valid body. */
export function decodeBody(bytes: Uint8Array): EnvelopeBody | null {
  const decoded = decodeCanonical(bytes)
  const map = decoded.ok ? exactMap(decoded.value, FIELDS) : null
  if (map?.['v'] !== 1) return null
  const { client, args } = map
  const targets = parseTargets(map['targets'])
  const kind = text(map['kind'], 64)
  const payloadHash = map['payloadHash'] === null ? null : binary(map['payloadHash'], 32)
  const [notBefore, expires] = [instant(map['notBefore']), instant(map['expires'])]
  const nonce = binary(map['nonce'], 32)
  const seq = natural(map['seq'])
  const authorityHead = binary(map['authorityHead'], 32)
  if (!isId(client) || args === undefined || targets === null || kind === null || seq === null) return null
  if (notBefore === null || expires === null || nonce === null || authorityHead === null) return null
  if (map['payloadHash'] !== null && payloadHash === null) return null
  if (!isWindow(notBefore, expires)) return null
  return { v: 1, client, targets, kind, payloadHash, args, notBefore, expires, nonce, seq, authorityHead }
}

/** The envelope's id is made from its body (UUID version 8, RFC 9562), so that no id can be put on another envelope. */
export async function envelopeIdOf(bytes: Uint8Array): Promise<string> {
  const id = (await sha256(bytes)).slice(0, 16)
  id[6] = 0x80 | ((id[6] ?? 0) & 0x0f)
  id[8] = 0x80 | ((id[8] ?? 0) & 0x3f)
  const hex = Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The bytes that keys sign for an envelope. */
export function envelopeStatement(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return domainSeparated('envelope', bytes)
}

export async function targetListHash(devices: readonly string[]): Promise<string> {
  return toBase64Url(await sha256(domainSeparated('target list', devices)))
}

/** Sorted, each once: the one form of a list of devices. */
export function isDeviceList(devices: readonly CborValue[]): devices is readonly string[] {
  if (!devices.every((id) => isId(id))) return false
  return devices.length > 0 && devices.every((id, i) => i === 0 || (devices[i - 1] ?? '') < id)
}

export function fanOutOf(targets: EnvelopeTargets): number {
  return targets.kind === 'devices' ? targets.devices.length : targets.count
}

function parseTargets(value: CborValue | undefined): EnvelopeTargets | null {
  const devices = exactMap(value, ['devices'])?.['devices']
  if (isList(devices)) return devices.length <= MAX_DEVICES && isDeviceList(devices) ? { kind: 'devices', devices } : null
  const list = exactMap(value, ['list', 'count'])
  const hash = binary(list?.['list'], 32)
  const count = natural(list?.['count'])
  return hash !== null && count !== null && count > 0 ? { kind: 'list', hash, count } : null
}

function isWindow(notBefore: string, expires: string): boolean {
  const length = Date.parse(expires) - Date.parse(notBefore)
  return length > 0 && length <= MAX_WINDOW_MS
}
