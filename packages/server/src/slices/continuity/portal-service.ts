/** Use cases of a client's managers: read the plan, approve it or send it back; given once by the person who is signed in. */
import { createHash } from 'node:crypto'
import type { AnswerPlan, Continuity, RecoveryPlan } from '@mainstay/contract/continuity'
import { AppError, type Id } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { mayAnswer } from './domain/life.ts'
import { type ContinuityDeps, notThere, planOf, readContinuity, readPlan } from './read.ts'
import { insertAnswer, loadPlans, type Stored } from './store.ts'

export type PortalContinuityService = {
  list(actor: Actor): Promise<Continuity[]>
  answer(actor: Actor, id: Id, said: AnswerPlan): Promise<RecoveryPlan>
}

export function createPortalContinuity(deps: ContinuityDeps): PortalContinuityService {
  const { database, clock, ports } = deps
  return {
    list: async (actor) => {
      authorise(actor, 'portal.decisions')
      const ids = actor.clients === 'all' ? await ports.clientIds() : actor.clients
      const all = await Promise.all(ids.map((clientId) => readContinuity(deps, clientId, { drafts: false })))
      return all.map(asClientSees)
    },
    answer: async (actor, id, said) => {
      authorise(actor, 'portal.decisions')
      // A signature is a person's: no token, no key, nobody of the provider answers for the client.
      if (actor.kind !== 'client') throw new AppError('continuity.for-managers')
      const identified = await ports.identified(actor)
      await database.transaction(scopeOf(actor), async (tx) => {
        // Held until the answer stands: two answers at once come one after the other.
        const { client_id: clientId } = await planOf(tx, id, true)
        const rows = await loadPlans(tx, clientId)
        const row = rows.find((one) => one.id === id)
        if (row === undefined || row.status !== 'presented') throw notThere('plan')
        const isNewest = !rows.some((one) => one.status === 'presented' && one.version > row.version)
        const may = mayAnswer({ sha256: row.sha256 ?? '', answer: row.answer?.answer ?? null, isNewest }, said)
        if (!may.ok)
          throw may.error === 'answered'
            ? new AppError('continuity.answered', { by: row.answer?.person_name ?? '' })
            : new AppError(`continuity.${may.error}`)
        await save(tx, { row, actor, said, identified, at: clock.now() })
      })
      return readPlan(deps, actor, id)
    },
  }
}

type Saved = { row: Stored; actor: Actor; said: AnswerPlan; identified: string; at: Date }

async function save(tx: Tx, { row, actor, said: { answer, words }, identified, at }: Saved): Promise<void> {
  const { client_id: clientId, id: planId, version, sha256: planSha256 } = row
  const person = { id: actor.id, name: actor.name }
  const record = JSON.stringify({ v: 1, planId, planSha256, clientId, version, answer, words, person, identified, at: at.toISOString() })
  const sha256 = createHash('sha256').update(record).digest('hex')
  const isFirst = await insertAnswer(tx, {
    client_id: clientId,
    plan_id: planId,
    answer,
    words,
    person_id: actor.id,
    person_name: actor.name,
    identified,
    at,
    record,
    sha256,
  })
  if (!isFirst) throw new AppError('continuity.answered', { by: 'somebody else just now' })
  await recordAudit(tx, {
    actor,
    clientId,
    action: `continuity.plan-${answer}`,
    subject: planId,
    data: { version, planSha256, sha256 },
    at,
  })
  await publish(tx, { topic: `continuity.plan.${answer}`, clientId, payload: { planId, version }, at })
}

function asClientSees(one: Continuity): Continuity {
  return { ...one, drills: one.drills.filter(({ state }) => state !== 'cancelled') }
}
