/** Authorities as the server keeps them: every entry is checked before it is stored, and a change waits here for its signatures. */
import { appendEntry, type AuthorityState, entryProgress, mergeEntries, parseEntry, verifyAuthority } from '@mainstay/envelope'
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import type { Actor } from '../../platform/auth/index.ts'
import { authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { lastSeq } from './envelope-store.ts'
import { clientExists, insertAuthorityEntry, loadAuthority, loadProposal, loadProposals, saveProposal } from './store.ts'

export type AuthorityService = {
  get(actor: Actor, clientId: Id): Promise<{ entries: string[]; proposals: string[]; lastSeq: number }>
  submit(actor: Actor, clientId: Id, entry: string): Promise<{ outcome: 'appended' | 'proposed'; head: string; missing: number }>
}

export function createAuthorityService({ database, clock }: { database: Database; clock: Clock }): AuthorityService {
  return {
    get: async (actor, clientId) => {
      authorise(actor, 'trust.sign', clientId)
      return database.transaction(oneClient(clientId), async (tx) => ({
        entries: (await loadAuthority(tx, clientId)).map((e) => e.entry),
        proposals: (await loadProposals(tx)).filter((p) => p.client_id === clientId).map((p) => p.entry),
        lastSeq: await lastSeq(tx, clientId),
      }))
    },
    submit: async (actor, clientId, submitted) => {
      authorise(actor, 'trust.sign', clientId)
      return database.transaction(oneClient(clientId), async (tx) => {
        if (!(await clientExists(tx, clientId))) throw new AppError('platform.not-found', { what: 'client' })
        const stored = await loadAuthority(tx, clientId, true)
        const at = clock.now()
        const wire = await withKnownSignatures(tx, clientId, submitted)
        const write = async (seq: number, hash: string, action: string) => {
          await insertAuthorityEntry(tx, clientId, seq, hash, wire)
          await recordAudit(tx, { actor, clientId, action: `trust.authority-${action}`, subject: hash, data: { seq }, at })
          await publish(tx, { topic: 'trust.authority-changed', clientId, payload: { seq }, at })
        }
        if (stored.length === 0) {
          const hash = await genesisHashOf(wire, clientId)
          await write(0, hash, 'created')
          return { outcome: 'appended' as const, head: hash, missing: 0 }
        }
        const state = await stateOf(stored)
        const appended = await appendEntry(state, wire)
        if (appended.ok) {
          await write(appended.value.seq, appended.value.head, 'changed')
          return { outcome: 'appended' as const, head: appended.value.head, missing: 0 }
        }
        // Enough signatures is the one thing that may still come.
        if (appended.error !== 'trust.authority-threshold') throw new AppError(appended.error, { client: clientId })
        const parsed = await parseEntry(wire)
        if (!parsed.ok) throw new AppError(parsed.error)
        await saveProposal(tx, clientId, parsed.value.hash, wire, at)
        return { outcome: 'proposed' as const, head: state.head, missing: (await entryProgress(state, wire)).missing }
      })
    },
  }
}

/** Two people who sign the same change at the same time must not undo each other. */
async function withKnownSignatures(tx: Tx, clientId: Id, submitted: string): Promise<string> {
  const parsed = await parseEntry(submitted)
  if (!parsed.ok) throw new AppError(parsed.error)
  const known = await loadProposal(tx, clientId, parsed.value.hash)
  return known === null ? submitted : mergeEntries(known, submitted)
}

/** The verified state of a client's authority; throws when there is none. */
export async function authorityState(tx: Tx, clientId: Id): Promise<{ state: AuthorityState; entries: string[]; hashes: string[] }> {
  const stored = await loadAuthority(tx, clientId)
  if (stored.length === 0) throw new AppError('trust.no-authority', { client: clientId })
  return { state: await stateOf(stored), entries: stored.map((e) => e.entry), hashes: stored.map((e) => e.hash) }
}

async function stateOf(stored: { hash: string; entry: string }[]): Promise<AuthorityState> {
  const verified = await verifyAuthority(
    stored.map((e) => e.entry),
    stored[0]?.hash ?? '',
  )
  if (!verified.ok) throw new AppError(verified.error)
  return verified.value
}

async function genesisHashOf(wire: string, clientId: Id): Promise<string> {
  const parsed = await parseEntry(wire)
  if (!parsed.ok) throw new AppError(parsed.error)
  const verified = await verifyAuthority([wire], parsed.value.hash)
  if (!verified.ok) throw new AppError(verified.error)
  if (verified.value.client !== clientId) throw new AppError('trust.authority-client', {})
  return verified.value.genesisHash
}
