/** Use cases of the provider's people: draft a plan from the records, edit it, put it to the client. */
import { createHash } from 'node:crypto'
import type { Continuity, PlanContent, RecoveryPlan } from '@mainstay/contract/continuity'
import { AppError, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { loadDevice } from '../devices/index.ts'
import { draftFrom, problemsOf } from './domain/content.ts'
import { frozenText, mayPresent } from './domain/life.ts'
import { type ContinuityDeps, notThere, planOf, readContinuity, readPlan } from './read.ts'
import { contentOf, deletePlan, insertPlan, loadPlans, updatePlan } from './store.ts'
import type { PlanRow } from './tables.ts'

export type ContinuityService = {
  of(actor: Actor, clientId: Id): Promise<Continuity>
  get(actor: Actor, id: Id): Promise<RecoveryPlan>
  /** The next version: what people wrote before, and what the records have beside it. */
  draft(actor: Actor, clientId: Id): Promise<RecoveryPlan>
  edit(actor: Actor, id: Id, o: { content: PlanContent; revision: number }): Promise<RecoveryPlan>
  discard(actor: Actor, id: Id): Promise<void>
  /** Freezes it with the records as they are. From now on it is answered, or replaced by another. */
  present(actor: Actor, id: Id, o: { revision: number }): Promise<RecoveryPlan>
}

export function createContinuityService(deps: ContinuityDeps): ContinuityService {
  const { database, clock, ports } = deps
  const get = async (actor: Actor, id: Id): Promise<RecoveryPlan> => {
    authorise(actor, 'continuity.read')
    return readPlan(deps, actor, id)
  }
  /** One change of one that is held until it is written. */
  const change = async (actor: Actor, id: Id, action: string, work: (tx: Tx, row: PlanRow, at: Date) => Promise<object>) => {
    authorise(actor, 'continuity.write')
    await database.transaction(scopeOf(actor), async (tx) => {
      const row = await planOf(tx, id, true)
      const { client_id: clientId, version } = row
      const at = clock.now()
      const data = { version, ...(await work(tx, row, at)) }
      await recordAudit(tx, { actor, clientId, action: `continuity.plan-${action}`, subject: id, data, at })
      await publish(tx, { topic: `continuity.plan.${action}`, clientId, payload: { planId: id, version }, at })
    })
  }
  return {
    get,
    of: async (actor, clientId) => {
      authorise(actor, 'continuity.read', clientId)
      return readContinuity(deps, clientId)
    },
    draft: async (actor, clientId) => {
      authorise(actor, 'continuity.write', clientId)
      const client = await ports.clientOf(clientId)
      if (client === null) throw notThere('client')
      const [facts, people] = [await ports.factsOf(clientId), await ports.peopleOf(clientId)]
      const [id, at] = [newId(clock.now().getTime()), clock.now()]
      await database.transaction(oneClient(clientId), async (tx) => {
        const [newest] = await loadPlans(tx, clientId)
        if (newest?.status === 'draft') throw new AppError('continuity.draft-exists')
        const version = (newest?.version ?? 0) + 1
        const isFirst = await insertPlan(tx, {
          client_id: clientId,
          id,
          version,
          status: 'draft',
          revision: 1,
          client_name: client.name,
          zone: client.zone,
          content: JSON.stringify(draftFrom(facts, people, newest === undefined ? null : contentOf(newest))),
          created_at: at,
          created_by: actor.name,
          presented_at: null,
          presented_by: null,
          facts: null,
          frozen: null,
          sha256: null,
        })
        if (!isFirst) throw new AppError('continuity.draft-exists')
        await recordAudit(tx, { actor, clientId, action: 'continuity.plan-drafted', subject: id, data: { version }, at })
        await publish(tx, { topic: 'continuity.plan.drafted', clientId, payload: { planId: id, version }, at })
      })
      return get(actor, id)
    },
    edit: async (actor, id, { content, revision }) => {
      await change(actor, id, 'edited', async (tx, row) => {
        if (row.status !== 'draft') throw new AppError('continuity.frozen')
        if (row.revision !== revision) throw new AppError('continuity.changed')
        await mustBeTheirs(tx, row.client_id, content)
        await updatePlan(tx, row, { content: JSON.stringify(content), revision: revision + 1 })
        return {}
      })
      return get(actor, id)
    },
    discard: (actor, id) =>
      change(actor, id, 'discarded', async (tx, row) => {
        if (row.status !== 'draft') throw new AppError('continuity.frozen')
        await deletePlan(tx, row)
        return {}
      }),
    present: async (actor, id, { revision }) => {
      authorise(actor, 'continuity.write')
      const { clientId } = await readPlan(deps, actor, id)
      const facts = await ports.factsOf(clientId)
      await change(actor, id, 'presented', async (tx, row, at) => {
        const content = contentOf(row)
        const problems = problemsOf(content, facts)
        const may = mayPresent({ status: row.status, revision: row.revision, problems }, revision)
        if (!may.ok) {
          const problem = problems.find(({ stops }) => stops)?.text ?? ''
          throw may.error === 'incomplete' ? new AppError('continuity.incomplete', { problem }) : new AppError(`continuity.${may.error}`)
        }
        const frozen = frozenText({ id, clientId, version: row.version, content, facts, presented: { at, by: actor.name } })
        const sha256 = createHash('sha256').update(frozen).digest('hex')
        await updatePlan(tx, row, {
          status: 'presented',
          presented_at: at,
          presented_by: actor.name,
          facts: JSON.stringify(facts),
          frozen,
          sha256,
        })
        return { sha256 }
      })
      return get(actor, id)
    },
  }
}

/** A machine that was in the plan and has gone since may stay named; one of another client never is. */
async function mustBeTheirs(tx: Tx, clientId: Id, { systems }: PlanContent): Promise<void> {
  for (const { deviceId } of systems)
    if (deviceId !== null && (await loadDevice(tx, deviceId))?.clientId !== clientId) throw notThere('device')
}
