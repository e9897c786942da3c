/** Links that lead one manager to one decision: they show where, the sign-in shows who, and each is good for one answer. */
import { createHash, randomBytes } from 'node:crypto'
import type { LinkSchema } from '@mainstay/contract/recommendations'
import { AppError, type Id } from '@mainstay/kernel'
import type { z } from 'zod'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { RecommendationsDeps } from './service.ts'
import { insertLink, type Link, loadLink, loadOne } from './store.ts'

const GOOD_FOR_MS = 30 * 86_400_000

export type LinksService = {
  /** Who may answer for the client of this recommendation. */
  deciders(actor: Actor, id: Id): Promise<{ id: Id; name: string }[]>
  make(actor: Actor, id: Id, personId: Id): Promise<z.input<typeof LinkSchema>>
}

export function createLinks({ database, clock, ports }: RecommendationsDeps): LinksService {
  const clientOf = async (actor: Actor, id: Id): Promise<Id> => {
    authorise(actor, 'recommendations.write')
    const row = await database.transaction(scopeOf(actor), (tx) => loadOne(tx, id, { lock: false }))
    if (row === null || row.status !== 'presented') throw new AppError('platform.not-found', { what: 'recommendation' })
    return row.client_id
  }
  const deciders: LinksService['deciders'] = async (actor, id) =>
    (await ports.managersOf(await clientOf(actor, id))).map(({ id: personId, name }) => ({ id: personId, name }))
  return {
    deciders,
    make: async (actor, id, personId) => {
      const clientId = await clientOf(actor, id)
      const person = (await deciders(actor, id)).find((one) => one.id === personId)
      if (person === undefined) throw new AppError('recommendations.not-a-manager')
      const token = randomBytes(24).toString('base64url')
      const at = clock.now()
      const expiresAt = new Date(at.getTime() + GOOD_FOR_MS)
      await database.transaction(scopeOf(actor, clientId), async (tx) => {
        await insertLink(tx, {
          client_id: clientId,
          token_hash: hashOf(token),
          recommendation_id: id,
          person_id: personId,
          person_name: person.name,
          made_at: at,
          made_by: actor.name,
          expires_at: expiresAt,
          used_at: null,
        })
        const data = { person: person.name, expiresAt: expiresAt.toISOString() }
        await recordAudit(tx, { actor, clientId, action: 'recommendations.link-made', subject: id, data, at })
      })
      return { path: `/portal/decisions/${id}?link=${token}`, personName: person.name, expiresAt: expiresAt.toISOString() }
    },
  }
}

/** The link as it stands, for this person and this decision; throws what is wrong with it. `toRead`: who has answered by it reads the receipt. */
export async function openLink(
  tx: Tx,
  o: { token: string; actor: Actor; recommendationId: Id; now: Date; toRead: boolean },
): Promise<Link> {
  const link = await loadLink(tx, hashOf(o.token))
  if (link === null || link.recommendation_id !== o.recommendationId || link.expires_at <= o.now)
    throw new AppError('recommendations.link-over')
  if (link.person_id !== o.actor.id) throw new AppError('recommendations.link-of-another')
  if (link.used_at !== null && !o.toRead) throw new AppError('recommendations.link-used')
  return link
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
