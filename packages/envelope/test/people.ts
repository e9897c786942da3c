/** People with keys, and an authority of theirs, for the tests of this package. */
import {
  type AuthorityKey,
  type AuthorityState,
  createGenesis,
  type EntryWire,
  generateKeyPair,
  type KeyRole,
  proposeChange,
  type Signer,
  signEntry,
  signerOf,
  verifyAuthority,
} from '../src/index.ts'
import type { Change } from '../src/index.ts'

export const CLIENT = '0193c7a0-0000-7000-8000-000000000001'
export const OTHER_CLIENT = '0193c7a0-0000-7000-8000-000000000002'
export const DEVICE = '0193c7a0-0000-7000-8000-0000000000d1'
export const AT = new Date('2026-11-24T08:00:00.000Z')

export type Person = { key: AuthorityKey; signer: Signer }
export type Log = { entries: EntryWire[]; genesisHash: string }

export async function person(name: string, role: KeyRole = 'technician'): Promise<Person> {
  const pair = await generateKeyPair()
  return { key: { keyId: pair.keyId, publicKey: pair.publicKey, name, role }, signer: signerOf(pair) }
}

export async function found(people: readonly Person[], client = CLIENT): Promise<Log> {
  const { wire, genesisHash } = await createGenesis({
    client,
    keys: people.map((p) => p.key),
    signers: people.map((p) => p.signer),
    at: AT,
  })
  return { entries: [wire], genesisHash }
}

export async function stateOf(log: Log): Promise<AuthorityState> {
  const state = await verifyAuthority(log.entries, log.genesisHash)
  if (!state.ok) throw new Error(state.error)
  return state.value
}

/** The log with one change more, signed by these people (whether they may or not). */
export async function changed(log: Log, change: Change, by: readonly Person[]): Promise<Log> {
  const proposed = proposeChange(await stateOf(log), change, AT)
  if (!proposed.ok) throw new Error(proposed.error)
  return { ...log, entries: [...log.entries, await signedBy(proposed.value, by)] }
}

export async function signedBy(wire: EntryWire, by: readonly Person[]): Promise<EntryWire> {
  let signed = wire
  for (const { signer } of by) {
    const next = await signEntry(signed, signer)
    if (!next.ok) throw new Error(next.error)
    signed = next.value
  }
  return signed
}

/** Every copy of the text that differs in one bit of what its base64url stands for. */
export function* bitFlips(base64url: string, step = 1): Generator<string> {
  const bytes = Buffer.from(base64url, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit += step) {
    const copy = Buffer.from(bytes)
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    yield copy.toString('base64url')
  }
}
