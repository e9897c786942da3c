/** Replays a client's authority log: who may sign now, who might once, and whether the log is whole. */
import { type ErrorCode, err, ok, type Result } from '@mainstay/kernel'
import { fits } from '../signatures.ts'
import { applyChange } from './apply.ts'
import { type AuthorityKey, type EntryWire, entryStatement, type ParsedEntry, parseEntry } from './entry.ts'
import { type AuthorityState, changeThreshold, signingKeys } from './state.ts'

export type AuthorityRefusal = Extract<ErrorCode, `trust.authority-${string}`>

/** Verifies a whole log against the genesis hash that the caller has pinned. */
export async function verifyAuthority(
  entries: readonly EntryWire[],
  genesisHash: string,
): Promise<Result<AuthorityState, AuthorityRefusal>> {
  const [first, ...rest] = entries
  if (first === undefined) return err('trust.authority-empty')
  const begun = await begin(first, genesisHash)
  return begun.ok ? extendAuthority(begun.value, rest) : begun
}

/** Verifies entries that follow a state that was verified before. */
export async function extendAuthority(
  state: AuthorityState,
  entries: readonly EntryWire[],
): Promise<Result<AuthorityState, AuthorityRefusal>> {
  let current = state
  for (const wire of entries) {
    const next = await appendEntry(current, wire)
    if (!next.ok) return next
    current = next.value
  }
  return ok(current)
}

/** One entry more. An entry beside one that is known is a fork; one that is known already, or skips one, is out of order. */
export async function appendEntry(state: AuthorityState, wire: EntryWire): Promise<Result<AuthorityState, AuthorityRefusal>> {
  const parsed = await parseEntry(wire)
  if (!parsed.ok) return parsed
  const { entry, hash } = parsed.value
  if (entry.client !== state.client) return err('trust.authority-client')
  if (entry.seq <= state.seq) return err(state.history[entry.seq] === hash ? 'trust.authority-order' : 'trust.authority-fork')
  if (entry.seq > state.seq + 1) return err('trust.authority-order')
  if (entry.prev !== state.head) return err('trust.authority-fork')
  const changed = applyChange(state, entry)
  if (!changed.ok) return err('trust.authority-change')
  const judged = await judgeSignatures(parsed.value, state)
  if (!judged.ok) return judged
  return ok({ ...changed.value, head: hash, seq: entry.seq, history: [...state.history, hash] })
}

async function begin(wire: EntryWire, genesisHash: string): Promise<Result<AuthorityState, AuthorityRefusal>> {
  const parsed = await parseEntry(wire)
  if (!parsed.ok) return parsed
  const { entry, hash } = parsed.value
  if (hash !== genesisHash || entry.action !== 'genesis' || entry.seq !== 0 || entry.prev !== null) return err('trust.authority-genesis')
  const keys = new Map(entry.keys.map((key) => [key.keyId, key]))
  if (signingKeys(keys).length === 0 || entry.threshold !== null) return err('trust.authority-change')
  const signed = await signersOf(parsed.value, keys)
  if (!signed.ok) return signed
  // Every key of the genesis signs it: a key that nobody holds would count towards the two of n for ever.
  if (signed.value.size !== keys.size) return err('trust.authority-threshold')
  return ok({ client: entry.client, genesisHash: hash, head: hash, seq: 0, history: [hash], keys, revoked: new Map(), threshold: 2 })
}

async function judgeSignatures(parsed: ParsedEntry, state: AuthorityState): Promise<Result<true, AuthorityRefusal>> {
  const { entry } = parsed
  const joining = entry.action === 'add-key' || entry.action === 'recover' ? entry.keys.filter((key) => !state.keys.has(key.keyId)) : []
  const signed = await signersOf(parsed, new Map([...state.keys, ...joining.map((key) => [key.keyId, key] as const)]))
  if (!signed.ok) return signed
  // A key joins only with its own signature, so that a slip of the hand cannot lock a client out.
  if (!joining.every((key) => signed.value.has(key.keyId))) return err('trust.authority-threshold')
  const roles = [...signed.value].map((keyId) => state.keys.get(keyId)?.role)
  const enough =
    entry.action === 'recover'
      ? roles.includes('recovery')
      : roles.filter((role) => role === 'owner' || role === 'technician').length >= changeThreshold(state)
  return enough ? ok(true) : err('trust.authority-threshold')
}

/** The keys that signed; a signature that does not fit, or is by a stranger or a revoked key, spoils the entry. */
async function signersOf(parsed: ParsedEntry, keys: ReadonlyMap<string, AuthorityKey>): Promise<Result<Set<string>, AuthorityRefusal>> {
  const statement = entryStatement(parsed.bytes)
  const signed = new Set<string>()
  for (const signature of parsed.signatures) {
    const key = keys.get(signature.keyId)
    if (key === undefined || !(await fits(signature, key.publicKey, statement))) return err('trust.authority-signature')
    signed.add(signature.keyId)
  }
  return ok(signed)
}
