/** Authorities of clients from the signer's side: founded, pinned, shown, changed. */
import {
  type AuthorityAnswer,
  AuthorityAnswerSchema,
  type AuthorityEntryAnswer,
  AuthorityEntryAnswerSchema,
} from '@mainstay/contract/trust'
import {
  type AuthorityKey,
  type AuthorityState,
  bytesOfLength,
  type Change,
  createGenesis,
  type EntryWire,
  keyIdOf,
  type KeyRole,
  proposeChange,
  signEntry,
  signerOf,
  verifyAuthority,
} from '@mainstay/envelope'
import { AppError } from '@mainstay/kernel'
import { usage } from '../outcome.ts'
import type { SignerContext } from './context.ts'

export type ShownAuthority = { state: AuthorityState; answer: AuthorityAnswer; myKeyId: string }

export function createAuthorities(context: SignerContext) {
  const { pins, http, clock } = context
  const path = (clientId: string) => `/signer/v1/clients/${clientId}/authority`

  async function submit(clientId: string, entry: EntryWire): Promise<AuthorityEntryAnswer> {
    return http('POST', path(clientId), AuthorityEntryAnswerSchema, { v: 1, entry })
  }

  /** A change, signed by this key as the first; the others sign it with `mainstay sign`. */
  async function change(clientId: string, make: (state: AuthorityState) => Change): Promise<AuthorityEntryAnswer> {
    const { state } = await context.authority(clientId)
    const key = await context.key()
    if (!state.keys.has(key.keyId)) throw new AppError('cli.key-not-in-authority', { client: clientId })
    const proposed = proposeChange(state, make(state), clock.now())
    if (!proposed.ok) throw new AppError('trust.authority-change', { detail: proposed.error })
    const signed = await signEntry(proposed.value, signerOf(key.pair))
    if (!signed.ok) throw new AppError(signed.error)
    const answer = await submit(clientId, signed.value)
    await context.authority(clientId)
    return answer
  }

  return {
    submit,

    /** The authority of a client that has none, with this key as its only one. Asked again, it answers the same. */
    async create(clientId: string): Promise<{ genesisHash: string; created: boolean }> {
      const pin = await pins.client(clientId)
      const answer = await http('GET', path(clientId), AuthorityAnswerSchema)
      if (answer.entries.length > 0) return { genesisHash: (await pins.authority(clientId, answer.entries)).genesisHash, created: false }
      if (pin !== null) throw new AppError('cli.authority-rejected', { client: clientId, reason: 'it is gone from the server' })
      const { keyId, publicKey, name, pair } = await context.key()
      const keys: AuthorityKey[] = [{ keyId, publicKey, name, role: 'owner' }]
      const { wire, genesisHash } = await createGenesis({ client: clientId, keys, signers: [signerOf(pair)], at: clock.now() })
      // Pinned before it is sent: if the answer is lost, the next run finds the server's copy in place.
      await pins.pinClient(clientId, { genesisHash, head: genesisHash, seq: 0, lastSeq: 0 })
      await submit(clientId, wire)
      return { genesisHash, created: true }
    },

    async show(clientId: string): Promise<ShownAuthority> {
      return { ...(await context.authority(clientId)), myKeyId: (await context.key()).keyId }
    },

    /** Pins an authority by the hash that a colleague told: the one moment in which it matters from whom. */
    async trust(clientId: string, genesisHash: string): Promise<AuthorityState> {
      const pin = await pins.client(clientId)
      if (pin !== null && pin.genesisHash !== genesisHash) {
        throw new AppError('cli.authority-rejected', { client: clientId, reason: 'another genesis is pinned on this machine already' })
      }
      const answer = await http('GET', path(clientId), AuthorityAnswerSchema)
      const verified = await verifyAuthority(answer.entries, genesisHash)
      if (!verified.ok) throw new AppError('cli.authority-rejected', { client: clientId, reason: verified.error })
      if (verified.value.client !== clientId)
        throw new AppError('cli.authority-rejected', { client: clientId, reason: 'it is of another client' })
      const { head, seq } = verified.value
      if (pin === null) await pins.pinClient(clientId, { genesisHash, head, seq, lastSeq: 0 })
      return verified.value
    },

    async addKey(clientId: string, of: { publicKey: string; name: string; role: KeyRole }): Promise<AuthorityEntryAnswer> {
      const raw = bytesOfLength(of.publicKey, 32)
      if (raw === null) throw usage('the key to add is not a public key: it has 43 characters, as "mainstay key show" prints it')
      const key: AuthorityKey = { keyId: await keyIdOf(raw), ...of }
      return change(clientId, () => ({ action: 'add-key', keys: [key] }))
    },

    async revokeKey(clientId: string, keyId: string): Promise<AuthorityEntryAnswer> {
      return change(clientId, (state) => {
        const key = state.keys.get(keyId)
        if (key === undefined) throw usage(`there is no key ${keyId} in this authority; see "mainstay authority show"`)
        return { action: 'revoke-key', keys: [key] }
      })
    },
  }
}
