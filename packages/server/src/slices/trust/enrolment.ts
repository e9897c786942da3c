/** Enrolment tokens: minted by a person's signer, known here by the hash of their secret, good for one machine. */
import { createHash } from 'node:crypto'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { authorityState } from './authority-service.ts'
import { useToken } from './domain.ts'
import { insertToken, lockToken, markTokenUsed } from './store.ts'

export type EnrolmentService = {
  register(
    actor: Actor,
    o: { clientId: Id; siteId: Id | null; secretHash: string; genesisHash: string; expiresAt: Date },
  ): Promise<{ id: Id; expiresAt: Date }>
  consume(o: {
    clientId: Id
    secret: string
    publicKey: string
  }): Promise<{ siteId: Id | null; authority: string[]; authorityHead: string }>
}

/** A token that lies around for months is a door left open. */
const LONGEST_MS = 30 * 24 * 3_600_000

export function createEnrolmentService({ database, clock }: { database: Database; clock: Clock }): EnrolmentService {
  return {
    register: async (actor, o) => {
      authorise(actor, 'trust.sign', o.clientId)
      const now = clock.now()
      const expiresAt = new Date(Math.min(o.expiresAt.getTime(), now.getTime() + LONGEST_MS))
      const id = newId(now.getTime())
      await database.transaction(oneClient(o.clientId), async (tx) => {
        const { state } = await authorityState(tx, o.clientId)
        if (state.genesisHash !== o.genesisHash) throw new AppError('trust.token-not-pinned', { client: o.clientId })
        await insertToken(tx, {
          client_id: o.clientId,
          id,
          site_id: o.siteId,
          secret_hash: o.secretHash,
          genesis_hash: o.genesisHash,
          created_by: actor.name,
          created_at: now,
          expires_at: expiresAt,
          used_at: null,
          used_by: null,
        })
        await recordAudit(tx, {
          actor,
          clientId: o.clientId,
          action: 'trust.token-minted',
          subject: id,
          data: { expiresAt: expiresAt.toISOString() },
          at: now,
        })
      })
      return { id, expiresAt }
    },
    consume: async ({ clientId, secret, publicKey }) =>
      database.transaction(oneClient(clientId), async (tx) => {
        const secretHash = createHash('sha256').update(Buffer.from(secret, 'base64url')).digest('base64url')
        const row = await lockToken(tx, clientId, secretHash)
        const token = row && { siteId: row.site_id, genesisHash: row.genesis_hash, expiresAt: row.expires_at, usedBy: row.used_by }
        const now = clock.now()
        const use = useToken(token, { publicKey, now })
        if (!use.ok || row === null) throw new AppError(use.ok ? 'trust.token-unknown' : use.error)
        if (use.value === 'first-use') await markTokenUsed(tx, row.id, publicKey, now)
        const { state, entries } = await authorityState(tx, clientId)
        return { siteId: row.site_id, authority: entries, authorityHead: state.head }
      }),
  }
}
