/** The tables of this slice, as Kysely knows them. */
import type { DrillKind, DrillOutcome, DrillResult } from '@mainstay/contract/continuity'
import type { Id } from '@mainstay/kernel'
import type { ColumnType, Insertable, Selectable } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { AnswerWord } from './domain/life.ts'

type PlanTable = {
  client_id: Id
  id: Id
  version: number
  status: 'draft' | 'presented'
  revision: number
  client_name: string
  zone: string
  /** JSON, as the very text that is hashed with the rest; so are `facts`. */
  content: string
  created_at: Date
  created_by: string
  presented_at: Date | null
  presented_by: string | null
  facts: string | null
  frozen: string | null
  sha256: string | null
}
type AnswerTable = {
  client_id: Id
  plan_id: Id
  answer: AnswerWord
  words: string
  person_id: string
  person_name: string
  identified: string
  at: Date
  record: string
  sha256: string
}
type DrillTable = {
  client_id: Id
  id: Id
  kind: DrillKind
  state: 'planned' | 'held' | 'cancelled'
  /** A date comes as midnight of this machine; it is read as text. */
  planned_on: string
  who: string
  planned_by: string
  planned_at: Date
  held_on: string | null
  outcome: DrillOutcome | null
  story: string | null
  results: ColumnType<DrillResult[] | null, string | null, string | null>
  proofs_from: Date | null
  proofs_to: Date | null
  plan_version: number | null
  recorded_by: string | null
  recorded_at: Date | null
}
type Tables = { continuity_plan: PlanTable; continuity_answer: AnswerTable; continuity_drill: DrillTable }

export const tables = (tx: Tx) => tx.withTables<Tables>()

export type PlanRow = Selectable<PlanTable>
export type NewPlanRow = Insertable<PlanTable>
export type AnswerRow = Selectable<AnswerTable>
export type DrillRow = Selectable<DrillTable>
export type NewDrillRow = Insertable<DrillTable>
