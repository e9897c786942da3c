/** Writes and reads the tables of this slice. */
import type { PlanContent, SystemFacts } from '@mainstay/contract/continuity'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { type AnswerRow, type DrillRow, type NewDrillRow, type NewPlanRow, type PlanRow, tables } from './tables.ts'

export type Stored = PlanRow & { answer: AnswerRow | null }

/** Newest version first. */
export async function loadPlans(tx: Tx, clientId: Id): Promise<Stored[]> {
  const rows = await tables(tx)
    .selectFrom('continuity_plan')
    .selectAll()
    .where('client_id', '=', clientId)
    .orderBy('version', 'desc')
    .execute()
  const answers = await tables(tx).selectFrom('continuity_answer').selectAll().where('client_id', '=', clientId).execute()
  return rows.map((row) => ({ ...row, answer: answers.find(({ plan_id }) => plan_id === row.id) ?? null }))
}

/** `lock`: of two changes at once the second sees the first. */
export async function loadPlan(tx: Tx, id: Id, o: { lock: boolean }): Promise<PlanRow | null> {
  const query = tables(tx).selectFrom('continuity_plan').selectAll().where('id', '=', id)
  return (await (o.lock ? query.forUpdate() : query).executeTakeFirst()) ?? null
}

/** False where the client has a draft already: an index allows one. */
export async function insertPlan(tx: Tx, row: NewPlanRow): Promise<boolean> {
  const done = await tables(tx)
    .insertInto('continuity_plan')
    .values(row)
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

type PlanKey = Pick<PlanRow, 'client_id' | 'id'>

export async function updatePlan(tx: Tx, { client_id, id }: PlanKey, columns: Partial<NewPlanRow>): Promise<void> {
  await tables(tx).updateTable('continuity_plan').set(columns).where('client_id', '=', client_id).where('id', '=', id).execute()
}

export async function deletePlan(tx: Tx, { client_id, id }: PlanKey): Promise<void> {
  await tables(tx).deleteFrom('continuity_plan').where('client_id', '=', client_id).where('id', '=', id).execute()
}

/** False where somebody was first: the key allows one. */
export async function insertAnswer(tx: Tx, row: AnswerRow): Promise<boolean> {
  const done = await tables(tx)
    .insertInto('continuity_answer')
    .values(row)
    .onConflict((on) => on.columns(['client_id', 'plan_id']).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** Newest planned day first. */
export async function loadDrills(tx: Tx, clientId: Id): Promise<DrillRow[]> {
  return drills(tx).where('client_id', '=', clientId).orderBy('continuity_drill.planned_on', 'desc').orderBy('id').limit(500).execute()
}

export async function loadDrill(tx: Tx, id: Id): Promise<DrillRow | null> {
  return (await drills(tx).where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
}

function drills(tx: Tx) {
  return tables(tx)
    .selectFrom('continuity_drill')
    .selectAll()
    .select([sql<string>`planned_on::text`.as('planned_on'), sql<string | null>`held_on::text`.as('held_on')])
}

export async function insertDrill(tx: Tx, row: NewDrillRow): Promise<void> {
  await tables(tx).insertInto('continuity_drill').values(row).execute()
}

export async function updateDrill(
  tx: Tx,
  { client_id, id }: Pick<DrillRow, 'client_id' | 'id'>,
  columns: Partial<NewDrillRow>,
): Promise<void> {
  await tables(tx).updateTable('continuity_drill').set(columns).where('client_id', '=', client_id).where('id', '=', id).execute()
}

export function contentOf({ content }: Pick<PlanRow, 'content'>): PlanContent {
  return JSON.parse(content) as PlanContent
}

/** Null for a draft: it has no records of its own yet. */
export function frozenFacts({ facts }: Pick<PlanRow, 'facts'>): SystemFacts[] | null {
  return facts === null ? null : (JSON.parse(facts) as SystemFacts[])
}
