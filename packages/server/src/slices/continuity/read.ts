/** Reads how a client stands with its plan, for whoever may see it. */
import type { Continuity, RecoveryPlan } from '@mainstay/contract/continuity'
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { type Actor, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import type { ContinuityPorts } from './ports.ts'
import { loadDrills, loadPlan, loadPlans } from './store.ts'
import { continuityWire, planWire } from './views.ts'

export type ContinuityDeps = { database: Database; clock: Clock; ports: ContinuityPorts }

/** Nobody is asked here: who calls has authorised. `drafts` false: as if no version were being written, which is how a client stands with it. */
export async function readContinuity(
  { database, clock, ports }: ContinuityDeps,
  clientId: Id,
  { drafts = true }: { drafts?: boolean } = {},
): Promise<Continuity> {
  const client = await ports.clientOf(clientId)
  if (client === null) throw notThere('client')
  const facts = await ports.factsOf(clientId)
  return database.transaction(oneClient(clientId), async (tx) => {
    const rows = (await loadPlans(tx, clientId)).filter(({ status }) => drafts || status !== 'draft')
    return continuityWire({ client, rows, drills: await loadDrills(tx, clientId), facts, now: clock.now() })
  })
}

/** Of a plan that is in the actor's scope. */
export async function readPlan({ database, clock, ports }: ContinuityDeps, actor: Actor, id: Id): Promise<RecoveryPlan> {
  const clientId = await database.transaction(scopeOf(actor), async (tx) => (await planOf(tx, id, false)).client_id)
  const facts = await ports.factsOf(clientId)
  return database.transaction(oneClient(clientId), async (tx) => {
    const rows = await loadPlans(tx, clientId)
    const row = rows.find((one) => one.id === id)
    if (row === undefined) throw notThere('plan')
    return planWire(row, rows, { facts, at: clock.now() })
  })
}

export async function planOf(tx: Tx, id: Id, lock: boolean) {
  const row = await loadPlan(tx, id, { lock })
  if (row === null) throw notThere('plan')
  return row
}

export function notThere(what: string): AppError {
  return new AppError('platform.not-found', { what })
}
