/** Use cases of a client's managers: what waits for them, and their answer, which is given once by the person who is signed in. */
import { createHash } from 'node:crypto'
import type { Answer, PortalDecision } from '@mainstay/contract/recommendations'
import { dayIn, AppError, type Id } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { type Answered, decide } from './domain/life.ts'
import { openLink } from './links.ts'
import type { RecommendationsDeps } from './service.ts'
import { contentOf, insertDecision, loadAll, loadOne, type Stored, markLinkUsed } from './store.ts'
import { portalWire } from './views.ts'

export type PortalDecisionsService = {
  /** What waits first, then newest. */
  list(actor: Actor): Promise<PortalDecision[]>
  get(actor: Actor, id: Id, link: string | undefined): Promise<PortalDecision>
  answer(actor: Actor, id: Id, said: Answer): Promise<PortalDecision>
}

export function createPortalDecisions({ database, clock, ports }: RecommendationsDeps): PortalDecisionsService {
  const get: PortalDecisionsService['get'] = async (actor, id, link) => {
    authorise(actor, 'portal.decisions')
    return database.transaction(scopeOf(actor), async (tx) => {
      const wire = portalWire(await presentedOne(tx, id, false), clock.now())
      if (wire === null) throw notThere()
      if (link !== undefined) await openLink(tx, { token: link, actor, recommendationId: id, now: clock.now(), toRead: true })
      return wire
    })
  }
  return {
    get,
    list: async (actor) => {
      authorise(actor, 'portal.decisions')
      const rows = await database.transaction(scopeOf(actor), (tx) => loadAll(tx, {}))
      const all = rows.flatMap((row) => portalWire(row, clock.now()) ?? [])
      const waits = (one: PortalDecision): number => (one.state === 'waiting' ? 0 : 1)
      return all.sort((a, b) => waits(a) - waits(b) || b.presented.at.localeCompare(a.presented.at))
    },
    answer: async (actor, id, said) => {
      authorise(actor, 'portal.decisions')
      // A signature is a person's: no token, no key, nobody of the provider answers for the client.
      if (actor.kind !== 'client') throw new AppError('recommendations.for-managers')
      const identified = await ports.identified(actor)
      await database.transaction(scopeOf(actor), async (tx) => {
        const row = await presentedOne(tx, id, true)
        const at = clock.now()
        const link =
          said.link === null ? null : await openLink(tx, { token: said.link, actor, recommendationId: id, now: at, toRead: false })
        if (row.decision !== null) throw new AppError('recommendations.decided', { by: row.decision.person_name })
        const answered = decided(row, said, dayIn(at, row.zone))
        const how = link === null ? identified : `${identified}; by a link that ${link.made_by} made for them`
        await save(tx, { row, actor, answered, words: said.words, identified: how, at })
        if (link !== null) await markLinkUsed(tx, link, at)
      })
      return get(actor, id, undefined)
    },
  }
}

type Saved = { row: Stored; actor: Actor; answered: Answered; words: string; identified: string; at: Date }

async function save(tx: Tx, { row, actor, answered, words, identified, at }: Saved): Promise<void> {
  const { client_id: clientId, id } = row
  const person = { id: actor.id, name: actor.name }
  const about = { recommendationId: id, recommendationSha256: row.sha256, clientId }
  const receipt = JSON.stringify({ v: 1, ...about, ...answered, words, person, identified, at: at.toISOString() })
  const sha256 = createHash('sha256').update(receipt).digest('hex')
  const isFirst = await insertDecision(tx, {
    client_id: clientId,
    recommendation_id: id,
    answer: answered.answer,
    option: answered.option,
    words,
    person_id: actor.id,
    person_name: actor.name,
    identified,
    at,
    review_on: answered.reviewOn,
    receipt,
    sha256,
  })
  if (!isFirst) throw new AppError('recommendations.decided', { by: 'somebody else just now' })
  const data = { title: contentOf(row).title, answer: answered.answer, option: answered.option, reviewOn: answered.reviewOn, sha256 }
  await recordAudit(tx, { actor, clientId, action: 'recommendations.answered', subject: id, data, at })
  await publish(tx, {
    topic: 'recommendation.answered',
    clientId,
    payload: { recommendationId: id, answer: answered.answer, title: data.title },
    at,
  })
}

function decided(row: Stored, said: Answer, today: string): Answered {
  const content = contentOf(row)
  const isSuperseded = row.supersededBy !== null
  const result = decide({ sha256: row.sha256 ?? '', content, isSuperseded }, said, today)
  if (!result.ok)
    throw new AppError(`recommendations.${result.error}`, result.error === 'option-missing' ? { count: content.options.length } : {})
  return result.value
}

/** A draft is not there for a client's people. */
async function presentedOne(tx: Tx, id: Id, lock: boolean): Promise<Stored> {
  const row = await loadOne(tx, id, { lock })
  if (row === null || row.status !== 'presented') throw notThere()
  return row
}

function notThere(): AppError {
  return new AppError('platform.not-found', { what: 'decision' })
}
