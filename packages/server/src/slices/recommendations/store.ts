/** Writes and reads the tables of this slice. */
import type { AnswerWord, Content, Origin } from '@mainstay/contract/recommendations'
import type { Id } from '@mainstay/kernel'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { ColumnType } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

type RecommendationTable = {
  client_id: Id
  id: Id
  status: 'draft' | 'presented'
  revision: number
  client_name: string
  zone: string
  /** JSON, as the very text that is hashed with the rest. */
  content: string
  origin: ColumnType<Origin | null, string | null, string | null>
  created_at: Date
  created_by: string
  presented_at: Date | null
  presented_by: string | null
  frozen: string | null
  sha256: string | null
  supersedes: Id | null
}
type DecisionTable = {
  client_id: Id
  recommendation_id: Id
  answer: AnswerWord
  option: number | null
  words: string
  person_id: string
  person_name: string
  identified: string
  at: Date
  /** A date comes as midnight of this machine; it is read as text. */
  review_on: string | null
  receipt: string
  sha256: string
}
type ReviewTable = { client_id: Id; id: Id; recommendation_id: Id; at: Date; by_name: string; note: string; next_on: string }
type LinkTable = {
  client_id: Id
  token_hash: Buffer
  recommendation_id: Id
  person_id: Id
  person_name: string
  made_at: Date
  made_by: string
  expires_at: Date
  used_at: Date | null
}
type Tables = {
  recommendations_recommendation: RecommendationTable
  recommendations_decision: DecisionTable
  recommendations_review: ReviewTable
  recommendations_link: LinkTable
}
const tables = (tx: Tx) => tx.withTables<Tables>()

export type Stored = Selectable<RecommendationTable> & {
  decision: Selectable<DecisionTable> | null
  reviews: Selectable<ReviewTable>[]
  /** The one that was put to the client in its place. */
  supersededBy: Id | null
}

export async function insertDraft(tx: Tx, row: Insertable<RecommendationTable>): Promise<void> {
  await tables(tx).insertInto('recommendations_recommendation').values(row).execute()
}

export async function updateDraft(
  tx: Tx,
  { client_id, id }: Pick<Stored, 'client_id' | 'id'>,
  columns: Partial<Insertable<RecommendationTable>>,
): Promise<void> {
  await tables(tx)
    .updateTable('recommendations_recommendation')
    .set(columns)
    .where('client_id', '=', client_id)
    .where('id', '=', id)
    .execute()
}

export async function deleteDraft(tx: Tx, { client_id, id }: Pick<Stored, 'client_id' | 'id'>): Promise<void> {
  await tables(tx).deleteFrom('recommendations_recommendation').where('client_id', '=', client_id).where('id', '=', id).execute()
}

/** `lock`: of two changes at once the second sees the first. */
export async function loadOne(tx: Tx, id: Id, o: { lock: boolean }): Promise<Stored | null> {
  if (o.lock) await tables(tx).selectFrom('recommendations_recommendation').select('id').where('id', '=', id).forUpdate().execute()
  return (await loadWhere(tx, { id }))[0] ?? null
}

export async function loadAll(tx: Tx, o: { clientId?: Id | undefined }): Promise<Stored[]> {
  return loadWhere(tx, o)
}

/** Newest first. */
async function loadWhere(tx: Tx, o: { id?: Id; clientId?: Id | undefined }): Promise<Stored[]> {
  let query = tables(tx).selectFrom('recommendations_recommendation as r').selectAll()
  if (o.id !== undefined) query = query.where('r.id', '=', o.id)
  if (o.clientId !== undefined) query = query.where('r.client_id', '=', o.clientId)
  const rows = await query.orderBy('r.created_at', 'desc').orderBy('r.id').execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  const decisions = await tables(tx)
    .selectFrom('recommendations_decision')
    .selectAll()
    .select(sql<string | null>`review_on::text`.as('review_on'))
    .where(sql<boolean>`recommendation_id = any(${ids}::uuid[])`)
    .execute()
  const reviews = await tables(tx)
    .selectFrom('recommendations_review')
    .selectAll()
    .select(sql<string>`next_on::text`.as('next_on'))
    .where(sql<boolean>`recommendation_id = any(${ids}::uuid[])`)
    .orderBy('at')
    .execute()
  const next = await tables(tx)
    .selectFrom('recommendations_recommendation')
    .select(['id', 'supersedes'])
    .where('status', '=', 'presented')
    .where(sql<boolean>`supersedes = any(${ids}::uuid[])`)
    .execute()
  const decisionOf = new Map(decisions.map((one) => [one.recommendation_id, one]))
  const reviewsOf = Map.groupBy(reviews, (one) => one.recommendation_id)
  const nextOf = new Map(next.map(({ id, supersedes }) => [supersedes, id]))
  return rows.map((row) => ({
    ...row,
    decision: decisionOf.get(row.id) ?? null,
    reviews: reviewsOf.get(row.id) ?? [],
    supersededBy: nextOf.get(row.id) ?? null,
  }))
}

/** False where somebody was first: the key allows one. */
export async function insertDecision(tx: Tx, row: Insertable<DecisionTable>): Promise<boolean> {
  const done = await tables(tx)
    .insertInto('recommendations_decision')
    .values(row)
    .onConflict((on) => on.columns(['client_id', 'recommendation_id']).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

export async function insertReview(tx: Tx, row: Insertable<ReviewTable>): Promise<void> {
  await tables(tx).insertInto('recommendations_review').values(row).execute()
}

export async function insertLink(tx: Tx, row: Insertable<LinkTable>): Promise<void> {
  await tables(tx).insertInto('recommendations_link').values(row).execute()
}

export type Link = Selectable<LinkTable>

export async function loadLink(tx: Tx, tokenHash: Buffer): Promise<Link | null> {
  return (
    (await tables(tx).selectFrom('recommendations_link').selectAll().where('token_hash', '=', tokenHash).forUpdate().executeTakeFirst()) ??
    null
  )
}

export async function markLinkUsed(tx: Tx, { client_id, token_hash }: Pick<Link, 'client_id' | 'token_hash'>, at: Date): Promise<void> {
  await tables(tx)
    .updateTable('recommendations_link')
    .set({ used_at: at })
    .where('client_id', '=', client_id)
    .where('token_hash', '=', token_hash)
    .execute()
}

export function contentOf(row: Pick<Stored, 'content'>): Content {
  return JSON.parse(row.content) as Content
}
