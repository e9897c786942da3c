/** Writes and reads the reports: the view model as text, so that its SHA-256 stays that of the very bytes. */
import { createHash } from 'node:crypto'
import { type ReportView, ReportViewSchema } from '@mainstay/contract/reports'
import { AppError, type Id } from '@mainstay/kernel'
import type { Tx } from '../../platform/database/index.ts'

/** `revision` counts the changes of a draft: a change that started from an older one is refused. */
export type StoredReport = { view: ReportView; revision: number; sha256: string | null }

export type ReportRow = {
  client_id: string
  id: string
  month: string
  version: number
  status: 'draft' | 'approved'
  revision: number
  client_name: string
  verdict: string
  tone: ReportView['verdict']['tone']
  view: string
  sha256: string | null
  changed_at: Date
  approved_at: Date | null
}

export type ReportsTables = { reports_report: ReportRow }

const table = (tx: Tx) => tx.withTables<ReportsTables>()

/** False when another draft of this month, or this version, is there already. */
export async function insertDraft(tx: Tx, view: ReportView, at: Date): Promise<boolean> {
  const row = { ...columnsOf(view), sha256: null, approved_at: null, revision: 1, changed_at: at }
  const done = await table(tx)
    .insertInto('reports_report')
    .values({ ...row, client_id: view.clientId, id: view.id, month: view.month, version: view.version })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** Writes over the draft that was read at `revision`; false when it has changed since, or is approved. */
export async function updateDraft(tx: Tx, view: ReportView, revision: number, at: Date): Promise<boolean> {
  const columns = columnsOf(view)
  const approved = view.status === 'approved' ? { sha256: sha256(columns.view), approved_at: at } : {}
  const done = await table(tx)
    .updateTable('reports_report')
    .set({ ...columns, ...approved, revision: revision + 1, changed_at: at })
    .where('client_id', '=', view.clientId)
    .where('id', '=', view.id)
    .where('status', '=', 'draft')
    .where('revision', '=', revision)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

export async function loadReport(tx: Tx, id: Id): Promise<StoredReport | null> {
  const row = await table(tx).selectFrom('reports_report').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : storedOf(row)
}

/** The newest version of a month, draft or approved. */
export async function loadNewest(tx: Tx, clientId: Id, month: string): Promise<StoredReport | null> {
  const row = await ofClient(tx, clientId).where('month', '=', month).orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : storedOf(row)
}

/** The newest approved one of a month before `month`. */
export async function loadApprovedBefore(tx: Tx, clientId: Id, month: string): Promise<StoredReport | null> {
  const query = ofClient(tx, clientId).where('month', '<', month).where('status', '=', 'approved')
  const row = await query.orderBy('month', 'desc').orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : storedOf(row)
}

function ofClient(tx: Tx, clientId: Id) {
  return table(tx).selectFrom('reports_report').selectAll().where('client_id', '=', clientId)
}

function columnsOf(view: ReportView) {
  const { status, clientName, verdict } = view
  return { status, client_name: clientName, verdict: verdict.sentence, tone: verdict.tone, view: JSON.stringify(view) }
}

/** An approved report is given as it was frozen, or not at all. */
function storedOf(row: ReportRow): StoredReport {
  if (row.status === 'approved' && sha256(row.view) !== row.sha256) throw new AppError('reports.seal-broken', { id: row.id })
  return { view: ReportViewSchema.parse(JSON.parse(row.view)), revision: row.revision, sha256: row.sha256 }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
