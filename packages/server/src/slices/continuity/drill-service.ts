/** Use cases of drills: planned, called off, recorded by people or out of the extraction tests of a time. */
import type { Drill, DrillResult, NewDrill, RecordDrill } from '@mainstay/contract/continuity'
import { AppError, dayIn, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { drawnResults, outcomeOf } from './domain/drills.ts'
import { type ContinuityDeps, notThere, readContinuity } from './read.ts'
import { insertDrill, loadDrill, updateDrill } from './store.ts'
import type { DrillRow } from './tables.ts'
import { drillWire } from './views.ts'

export type DrillService = {
  plan(actor: Actor, clientId: Id, o: NewDrill): Promise<Drill>
  cancel(actor: Actor, id: Id): Promise<Drill>
  record(actor: Actor, id: Id, o: RecordDrill): Promise<Drill>
}

const LONGEST_MS = 48 * 3_600_000

export function createDrillService(deps: ContinuityDeps): DrillService {
  const { database, clock, ports } = deps
  const clientOf = async (clientId: Id) => {
    const client = await ports.clientOf(clientId)
    if (client === null) throw notThere('client')
    return client
  }
  const change = async (actor: Actor, id: Id, action: string, work: (tx: Tx, row: DrillRow, at: Date) => Promise<object>) => {
    const row = await database.transaction(scopeOf(actor), async (tx) => {
      const drill = await plannedDrill(tx, id)
      const at = clock.now()
      const data = { kind: drill.kind, plannedOn: drill.planned_on, ...(await work(tx, drill, at)) }
      await told(tx, { actor, clientId: drill.client_id, id, action, data, at })
      return loadDrill(tx, id)
    })
    if (row === null) throw notThere('drill')
    return drillWire(row)
  }
  return {
    plan: async (actor, clientId, { kind, plannedOn, who }) => {
      authorise(actor, 'continuity.write', clientId)
      const { zone } = await clientOf(clientId)
      const at = clock.now()
      if (plannedOn < dayIn(at, zone)) throw new AppError('continuity.drill-day')
      const id = newId(at.getTime())
      const row = await database.transaction(oneClient(clientId), async (tx) => {
        const planned = { planned_on: plannedOn, planned_by: actor.name, planned_at: at }
        await insertDrill(tx, { client_id: clientId, id, kind, state: 'planned', who, ...planned })
        await told(tx, { actor, clientId, id, action: 'planned', data: { kind, plannedOn }, at })
        return loadDrill(tx, id)
      })
      if (row === null) throw notThere('drill')
      return drillWire(row)
    },
    cancel: async (actor, id) => {
      authorise(actor, 'continuity.write')
      return change(actor, id, 'cancelled', async (tx, row) => {
        await updateDrill(tx, row, { state: 'cancelled' })
        return {}
      })
    },
    record: async (actor, id, { heldOn, story, by }) => {
      authorise(actor, 'continuity.write')
      const { client_id: clientId, kind } = await database.transaction(scopeOf(actor), (tx) => plannedDrill(tx, id))
      const { zone } = await clientOf(clientId)
      if (heldOn > dayIn(clock.now(), zone)) throw new AppError('continuity.drill-day')
      const { inForce } = await readContinuity(deps, clientId)
      const held = by.kind === 'people' ? stated(by, kind) : await drawn(clientId, by, inForce)
      return change(actor, id, 'held', async (tx, row, at) => {
        await updateDrill(tx, row, {
          state: 'held',
          held_on: heldOn,
          story,
          outcome: held.outcome,
          results: JSON.stringify(held.results),
          proofs_from: held.time?.from ?? null,
          proofs_to: held.time?.to ?? null,
          plan_version: inForce?.version ?? null,
          recorded_by: actor.name,
          recorded_at: at,
        })
        return { heldOn, outcome: held.outcome, fromProofs: held.time !== null }
      })
    },
  }

  async function drawn(clientId: Id, o: { from: string; to: string }, plan: Awaited<ReturnType<typeof readContinuity>>['inForce']) {
    if (plan === null) throw new AppError('continuity.no-plan')
    const time = { from: new Date(o.from), to: new Date(o.to) }
    const length = time.to.getTime() - time.from.getTime()
    if (length <= 0 || length > LONGEST_MS || time.to > clock.now()) throw new AppError('continuity.drill-time')
    const results = drawnResults(plan.content, await ports.testsIn(clientId, time))
    return { outcome: outcomeOf(results), results, time }
  }
}

function stated({ outcome, results }: Extract<RecordDrill['by'], { kind: 'people' }>, kind: Drill['kind']) {
  const stated = results.map((one): DrillResult => ({ ...one, proof: null }))
  // What is said of the whole is no better than what is said of its parts; at a table nothing is brought back, so there may be none.
  const isOnlyTalk = kind === 'tabletop' && stated.length === 0
  if (outcome === 'passed' && !isOnlyTalk && outcomeOf(stated) !== 'passed') throw new AppError('continuity.drill-outcome')
  return { outcome, results: stated, time: null }
}

async function plannedDrill(tx: Tx, id: Id): Promise<DrillRow> {
  const row = await loadDrill(tx, id)
  if (row === null) throw notThere('drill')
  if (row.state !== 'planned') throw new AppError('continuity.drill-over')
  return row
}

type Told = { actor: Actor; clientId: Id; id: Id; action: string; data: object; at: Date }

async function told(tx: Tx, { actor, clientId, id, action, data, at }: Told): Promise<void> {
  await recordAudit(tx, { actor, clientId, action: `continuity.drill-${action}`, subject: id, data: { ...data }, at })
  await publish(tx, { topic: `continuity.drill.${action}`, clientId, payload: { drillId: id }, at })
}
