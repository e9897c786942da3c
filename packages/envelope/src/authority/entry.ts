/** One entry of a client's authority log: its form, its hash, and its coat of signatures. */
import { err, isId, ok, type Result } from '@mainstay/kernel'
import { fromBase64Url, mustBytes, toBase64Url } from '../base64url.ts'
import { type CborValue, decodeCanonical, encodeCanonical } from '../canonical.ts'
import { keyIdOf, sha256 } from '../keys.ts'
import { binary, exactMap, instant, isList, natural, text } from '../shape.ts'
import { areWellFormed, type Signature } from '../signatures.ts'
import { domainSeparated } from '../statements.ts'

export type AuthorityAction = 'genesis' | 'add-key' | 'revoke-key' | 'set-threshold' | 'recover'
/**
 * `owner` and `technician` keys sign commands and changes alike (the word is for people); a `recovery` key signs nothing but a `recover`
 * entry, which replaces all other keys: it belongs on paper or in a safe.
 */
export type KeyRole = 'owner' | 'technician' | 'recovery'
export type AuthorityKey = { keyId: string; publicKey: string; name: string; role: KeyRole }

export type AuthorityEntry = {
  seq: number
  /** Hash of the entry before; null in the genesis. */
  prev: string | null
  client: string
  action: AuthorityAction
  /** genesis and recover: all keys from here on; add-key, revoke-key: the keys that come or go; set-threshold: none. */
  keys: readonly AuthorityKey[]
  /** set-threshold: how many signatures a change needs; else null. */
  threshold: number | null
  at: string
}

/** What travels: base64url of canonical CBOR `{entry, signatures}`. */
export type EntryWire = string
export type ParsedEntry = { entry: AuthorityEntry; bytes: Uint8Array; hash: string; signatures: readonly Signature[] }

const ACTIONS: readonly string[] = ['genesis', 'add-key', 'revoke-key', 'set-threshold', 'recover'] satisfies AuthorityAction[]
const ROLES: readonly string[] = ['owner', 'technician', 'recovery'] satisfies KeyRole[]
/** More keys than any provider of twenty technicians has. */
const MAX_KEYS = 64
const MAX_ENTRY_BYTES = 65_536

export function encodeEntry(entry: AuthorityEntry): Uint8Array<ArrayBuffer> {
  return encodeCanonical({
    v: 1,
    seq: entry.seq,
    prev: entry.prev === null ? null : mustBytes(entry.prev, 32, 'prev'),
    client: entry.client,
    action: entry.action,
    keys: entry.keys.map((key) => ({
      kind: 'ed25519',
      key: mustBytes(key.publicKey, 32, 'publicKey'),
      name: key.name,
      role: key.role,
    })),
    threshold: entry.threshold,
    at: entry.at,
  })
}

export function wrapEntry(bytes: Uint8Array, signatures: readonly Signature[]): EntryWire {
  return toBase64Url(
    encodeCanonical({
      entry: bytes,
      signatures: signatures.map((one) => ({
        kind: one.kind ?? 'ed25519',
        keyId: mustBytes(one.keyId, 32, 'keyId'),
        signature: mustBytes(one.signature, 64, 'signature'),
      })),
    }),
  )
}

/** The bytes that keys sign for an entry. */
export function entryStatement(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return domainSeparated('authority entry', bytes)
}

/** Takes an entry apart. Its signatures are not judged yet; a draft may have none. */
export async function parseEntry(wire: EntryWire): Promise<Result<ParsedEntry, 'trust.authority-malformed'>> {
  const outer = fromBase64Url(wire)
  const coat = outer === null ? null : decodedMap(outer, ['entry', 'signatures'])
  const bytes = coat?.['entry']
  const signatures = coat === null ? null : parseSignatures(coat['signatures'])
  if (!(bytes instanceof Uint8Array) || signatures === null) return err('trust.authority-malformed')
  const entry = await parseBody(bytes)
  return entry === null ? err('trust.authority-malformed') : ok({ entry, bytes, hash: toBase64Url(await sha256(bytes)), signatures })
}

function decodedMap(bytes: Uint8Array, keys: readonly string[]) {
  const decoded = decodeCanonical(bytes, MAX_ENTRY_BYTES)
  return decoded.ok ? exactMap(decoded.value, keys) : null
}

function parseSignatures(value: CborValue | undefined): Signature[] | null {
  if (!isList(value)) return null
  const parsed: Signature[] = []
  for (const item of value) {
    const map = exactMap(item, ['kind', 'keyId', 'signature'])
    const keyId = binary(map?.['keyId'], 32)
    const signature = binary(map?.['signature'], 64)
    if (map?.['kind'] !== 'ed25519' || keyId === null || signature === null) return null
    parsed.push({ keyId, signature })
  }
  return parsed.length === 0 || areWellFormed(parsed) ? parsed : null
}

async function parseBody(bytes: Uint8Array): Promise<AuthorityEntry | null> {
  const map = decodedMap(bytes, ['v', 'seq', 'prev', 'client', 'action', 'keys', 'threshold', 'at'])
  if (map?.['v'] !== 1) return null
  const { client, action } = map
  const seq = natural(map['seq'])
  const prev = map['prev'] === null ? null : binary(map['prev'], 32)
  const keys = await parseKeys(map['keys'])
  const threshold = map['threshold'] === null ? null : natural(map['threshold'])
  const at = instant(map['at'])
  if (seq === null || keys === null || at === null || !isId(client) || !isAction(action)) return null
  if ((map['prev'] !== null && prev === null) || (map['threshold'] !== null && threshold === null)) return null
  return { seq, prev, client, action, keys, threshold, at }
}

async function parseKeys(value: CborValue | undefined): Promise<AuthorityKey[] | null> {
  if (!isList(value) || value.length > MAX_KEYS) return null
  const keys: AuthorityKey[] = []
  for (const item of value) {
    const map = exactMap(item, ['kind', 'key', 'name', 'role'])
    const publicKey = binary(map?.['key'], 32)
    const name = text(map?.['name'], 100)
    const role = map?.['role']
    if (map?.['kind'] !== 'ed25519' || publicKey === null || name === null || !isRole(role)) return null
    keys.push({ keyId: await keyIdOf(mustBytes(publicKey, 32, 'publicKey')), publicKey, name, role })
  }
  return new Set(keys.map((key) => key.keyId)).size === keys.length ? keys : null
}

function isAction(value: CborValue | undefined): value is AuthorityAction {
  return typeof value === 'string' && ACTIONS.includes(value)
}

function isRole(value: CborValue | undefined): value is KeyRole {
  return typeof value === 'string' && ROLES.includes(value)
}
