/** Makes entries of an authority: the genesis, proposed changes, and the signatures that carry them. */
import { type ErrorCode, err, ok, type Result } from '@mainstay/kernel'
import { toBase64Url } from '../base64url.ts'
import { sha256, type Signer } from '../keys.ts'
import { mergeSignatures, signatureBy, withSignature } from '../signatures.ts'
import { applyChange } from './apply.ts'
import { type AuthorityEntry, type AuthorityKey, encodeEntry, type EntryWire, entryStatement, parseEntry, wrapEntry } from './entry.ts'
import { type AuthorityState, changeThreshold } from './state.ts'

export type Change =
  | { action: 'add-key' | 'revoke-key' | 'recover'; keys: readonly AuthorityKey[] }
  | { action: 'set-threshold'; threshold: number }

/** The first entry, signed by each of its keys. Its hash is what installers pin. */
export async function createGenesis(of: {
  client: string
  keys: readonly AuthorityKey[]
  signers: readonly Signer[]
  at: Date
}): Promise<{ wire: EntryWire; genesisHash: string }> {
  const { client, keys } = of
  const bytes = encodeEntry({ seq: 0, prev: null, client, action: 'genesis', keys, threshold: null, at: of.at.toISOString() })
  let wire = wrapEntry(bytes, [])
  for (const signer of of.signers) {
    const signed = await signEntry(wire, signer)
    if (!signed.ok) throw new TypeError('the keys of this genesis make no valid entry')
    wire = signed.value
  }
  return { wire, genesisHash: toBase64Url(await sha256(bytes)) }
}

/** An unsigned entry that follows the state, or why it would make no sense there. */
export function proposeChange(state: AuthorityState, change: Change, at: Date): Result<EntryWire, string> {
  const entry: AuthorityEntry = {
    seq: state.seq + 1,
    prev: state.head,
    client: state.client,
    action: change.action,
    keys: 'keys' in change ? change.keys : [],
    threshold: 'threshold' in change ? change.threshold : null,
    at: at.toISOString(),
  }
  const applied = applyChange(state, entry)
  return applied.ok ? ok(wrapEntry(encodeEntry(entry), [])) : applied
}

export async function signEntry(wire: EntryWire, signer: Signer): Promise<Result<EntryWire, ErrorCode>> {
  const parsed = await parseEntry(wire)
  if (!parsed.ok) return err(parsed.error)
  const { bytes, signatures } = parsed.value
  return ok(wrapEntry(bytes, withSignature(signatures, await signatureBy(signer, entryStatement(bytes)))))
}

/** One entry with the signatures of both copies; what is added alone when the two are not the same entry. */
export async function mergeEntries(known: EntryWire, added: EntryWire): Promise<EntryWire> {
  const [a, b] = [await parseEntry(known), await parseEntry(added)]
  return a.ok && b.ok && a.value.hash === b.value.hash
    ? wrapEntry(b.value.bytes, mergeSignatures(a.value.signatures, b.value.signatures))
    : added
}

/** Who must or may still sign a proposed entry, for the people who wait for it. */
export async function entryProgress(state: AuthorityState, wire: EntryWire): Promise<{ missing: number; from: AuthorityKey[] }> {
  const parsed = await parseEntry(wire)
  if (!parsed.ok) return { missing: 0, from: [] }
  const { entry, signatures } = parsed.value
  const signed = new Set(signatures.map((one) => one.keyId))
  const joining = entry.action === 'add-key' || entry.action === 'recover' ? entry.keys.filter((key) => !state.keys.has(key.keyId)) : []
  const voters = [...state.keys.values()].filter((key) => (key.role === 'recovery') === (entry.action === 'recover'))
  const needed = entry.action === 'recover' ? 1 : changeThreshold(state)
  const votes = voters.filter((key) => signed.has(key.keyId)).length
  const missingVotes = Math.max(0, needed - votes)
  const waiting = [...joining, ...(missingVotes > 0 ? voters : [])].filter((key) => !signed.has(key.keyId))
  return { missing: missingVotes + joining.filter((key) => !signed.has(key.keyId)).length, from: waiting }
}
