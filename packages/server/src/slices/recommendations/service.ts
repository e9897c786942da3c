/** Use cases of the provider's people: write a recommendation, put it to the client, look at a declined one again. */
import { createHash } from 'node:crypto'
import type { AnswerWord, Content, Origin, Recommendation, RecommendationState, Standing } from '@mainstay/contract/recommendations'
import { addDays, dayIn, AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { loadDevice } from '../devices/index.ts'
import { frozenText, mayPresent } from './domain/life.ts'
import { type Decline, standingOf } from './domain/standing.ts'
import type { RecommendationsPorts } from './ports.ts'
import { contentOf, deleteDraft, insertDraft, insertReview, loadAll, loadOne, type Stored, updateDraft } from './store.ts'
import { recommendationWire } from './views.ts'

export type NewRecommendation = { content: Content; supersedes?: Id | undefined; origin?: Origin | undefined }

export type RecommendationsService = {
  list(actor: Actor, o: { clientId?: Id | undefined; state?: RecommendationState | undefined }): Promise<Recommendation[]>
  get(actor: Actor, id: Id): Promise<Recommendation>
  create(actor: Actor, clientId: Id, input: NewRecommendation): Promise<Recommendation>
  edit(actor: Actor, id: Id, o: { content: Content; revision: number }): Promise<Recommendation>
  discard(actor: Actor, id: Id): Promise<void>
  /** Freezes it. From now on it is answered, or replaced by another. */
  present(actor: Actor, id: Id, o: { revision: number }): Promise<Recommendation>
  review(actor: Actor, id: Id, o: { note: string; nextOn: string }): Promise<Recommendation>
  standing(actor: Actor, clientId: Id): Promise<Standing>
  /** Declined or put off before `before`, about this device or the whole client. */
  advised(actor: Actor, clientId: Id, o: { before: Date; deviceId?: Id | undefined }): Promise<Recommendation[]>
}

export type RecommendationsDeps = { database: Database; clock: Clock; ports: RecommendationsPorts }

export function createRecommendationsService({ database, clock, ports }: RecommendationsDeps): RecommendationsService {
  const get = async (actor: Actor, id: Id): Promise<Recommendation> => {
    authorise(actor, 'recommendations.read')
    const row = await database.transaction(scopeOf(actor), (tx) => loadOne(tx, id, { lock: false }))
    return recommendationWire(found(row), clock.now())
  }
  /** One change of one that is held until it is written. */
  const change = async (actor: Actor, id: Id, action: string, work: (tx: Tx, row: Stored, at: Date) => Promise<object>) => {
    authorise(actor, 'recommendations.write')
    await database.transaction(scopeOf(actor), async (tx) => {
      const row = found(await loadOne(tx, id, { lock: true }))
      const at = clock.now()
      const data = { title: contentOf(row).title, ...(await work(tx, row, at)) }
      await recordAudit(tx, { actor, clientId: row.client_id, action: `recommendations.${action}`, subject: id, data, at })
      await publish(tx, { topic: `recommendation.${action}`, clientId: row.client_id, payload: { recommendationId: id }, at })
    })
  }
  const ofClient = (clientId: Id): Promise<Recommendation[]> =>
    database.transaction(oneClient(clientId), async (tx) =>
      (await loadAll(tx, { clientId })).map((row) => recommendationWire(row, clock.now())),
    )
  return {
    get,
    list: async (actor, { clientId, state }) => {
      authorise(actor, 'recommendations.read', clientId)
      const rows = await database.transaction(scopeOf(actor, clientId), (tx) => loadAll(tx, { clientId }))
      return rows.map((row) => recommendationWire(row, clock.now())).filter((one) => state === undefined || one.state === state)
    },
    create: async (actor, clientId, { content, supersedes, origin }) => {
      authorise(actor, 'recommendations.write', clientId)
      const client = await ports.clientOf(clientId)
      if (client === null) throw new AppError('platform.not-found', { what: 'client' })
      const at = clock.now()
      const id = newId(at.getTime())
      await database.transaction(oneClient(clientId), async (tx) => {
        if (supersedes !== undefined) mustBeReplaceable(await loadOne(tx, supersedes, { lock: false }))
        await mustBeTheirs(tx, clientId, content.deviceIds)
        await insertDraft(tx, {
          client_id: clientId,
          id,
          status: 'draft',
          revision: 1,
          client_name: client.name,
          zone: client.zone,
          content: JSON.stringify(content),
          origin: origin === undefined ? null : JSON.stringify(origin),
          created_at: at,
          created_by: actor.name,
          presented_at: null,
          presented_by: null,
          frozen: null,
          sha256: null,
          supersedes: supersedes ?? null,
        })
        await recordAudit(tx, { actor, clientId, action: 'recommendations.drafted', subject: id, data: { title: content.title }, at })
        await publish(tx, { topic: 'recommendation.drafted', clientId, payload: { recommendationId: id }, at })
      })
      return get(actor, id)
    },
    edit: async (actor, id, { content, revision }) => {
      await change(actor, id, 'edited', async (tx, row) => {
        if (row.status !== 'draft') throw new AppError('recommendations.frozen')
        if (row.revision !== revision) throw new AppError('recommendations.changed')
        await mustBeTheirs(tx, row.client_id, content.deviceIds)
        await updateDraft(tx, row, { content: JSON.stringify(content), revision: revision + 1 })
        return {}
      })
      return get(actor, id)
    },
    discard: (actor, id) =>
      change(actor, id, 'discarded', async (tx, row) => {
        if (row.status !== 'draft') throw new AppError('recommendations.frozen')
        await deleteDraft(tx, row)
        return {}
      }),
    present: async (actor, id, { revision }) => {
      await change(actor, id, 'presented', async (tx, row, at) => {
        const content = contentOf(row)
        const may = mayPresent({ status: row.status, revision: row.revision, content }, { read: revision, today: dayIn(at, row.zone) })
        if (!may.ok)
          throw new AppError(`recommendations.${may.error}`, may.error === 'answer-by-past' ? { date: content.answerBy ?? '' } : {})
        // Held until the new one stands: an answer to the old one comes before it or is refused.
        if (row.supersedes !== null) mustBeReplaceable(await loadOne(tx, row.supersedes, { lock: true }))
        const { id: own, client_id: clientId, supersedes } = row
        const frozen = frozenText({ id: own, clientId, supersedes, content, presented: { at, by: actor.name } })
        const sha256 = createHash('sha256').update(frozen).digest('hex')
        await updateDraft(tx, row, { status: 'presented', presented_at: at, presented_by: actor.name, frozen, sha256 })
        return { sha256, supersedes }
      })
      return get(actor, id)
    },
    review: async (actor, id, { note, nextOn }) => {
      await change(actor, id, 'reviewed', async (tx, row, at) => {
        const today = dayIn(at, row.zone)
        if (recommendationWire(row, at).reviewOn === null) throw new AppError('recommendations.no-review')
        if (nextOn <= today || nextOn > addDays(today, 731)) throw new AppError('recommendations.until-invalid')
        const ids = { client_id: row.client_id, id: newId(at.getTime()), recommendation_id: id }
        await insertReview(tx, { ...ids, at, by_name: actor.name, note, next_on: nextOn })
        return { nextOn }
      })
      return get(actor, id)
    },
    standing: async (actor, clientId) => {
      authorise(actor, 'recommendations.read', clientId)
      const declines = (await ofClient(clientId)).flatMap((one) => (one.state === 'declined' ? declineOf(one) : []))
      return standingOf(await ports.systemsOf(clientId), declines)
    },
    advised: async (actor, clientId, { before, deviceId }) => {
      authorise(actor, 'recommendations.read', clientId)
      return (await ofClient(clientId)).filter(({ decision, content }) => {
        if (decision === null || !UNHEEDED.includes(decision.answer) || new Date(decision.at) >= before) return false
        return content.deviceIds.length === 0 || (deviceId !== undefined && content.deviceIds.includes(deviceId))
      })
    },
  }
}

const UNHEEDED: readonly AnswerWord[] = ['declined', 'deferred']

function declineOf({ id, content, decision, zone }: Recommendation): Decline[] {
  if (decision === null || content.area !== 'recovery') return []
  const on = dayIn(new Date(decision.at), zone)
  return [{ recommendationId: id, title: content.title, by: decision.by, on, deviceIds: content.deviceIds }]
}

/** What a client is asked to decide is about its own systems. */
async function mustBeTheirs(tx: Tx, clientId: Id, deviceIds: readonly Id[]): Promise<void> {
  for (const id of deviceIds)
    if ((await loadDevice(tx, id))?.clientId !== clientId) throw new AppError('platform.not-found', { what: 'device' })
}

function mustBeReplaceable(row: Stored | null): void {
  if (row === null || row.status !== 'presented' || row.supersededBy !== null) throw new AppError('recommendations.not-replaceable')
}

function found(row: Stored | null): Stored {
  if (row === null) throw new AppError('platform.not-found', { what: 'recommendation' })
  return row
}
