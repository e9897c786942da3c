/** Writes and reads invoices: a draft is replaced, an approved one is frozen text. */
import { createHash } from 'node:crypto'
import { type Invoice, type InvoiceDocument, InvoiceDocumentSchema, type InvoiceRow } from '@mainstay/contract/agreements'
import { AppError, type Id } from '@mainstay/kernel'
import { type Selectable, sql } from 'kysely'
import { PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import { type AgreementTables, agreementTables } from './tables.ts'

type StoredInvoice = Selectable<AgreementTables['agreements_invoice']>

const MOST_LISTED = 60

/** The newest first. Sums come out of the text in the database: a document may be long, and its seal is checked where it is read whole. */
export async function loadInvoiceRows(tx: Tx, clientId: Id): Promise<InvoiceRow[]> {
  const of = (name: string) => sql<string>`document::jsonb->>${sql.lit(name)}`
  const rows = await agreementTables(tx)
    .selectFrom('agreements_invoice')
    .select(['id', 'status', 'number', 'month', 'made_at', 'approved_at', 'approved_by'])
    .select([of('plan').as('plan'), of('currency').as('currency'), of('netMinor').as('net'), of('totalMinor').as('total')])
    .select(sql<number>`jsonb_array_length(document::jsonb->'differences')`.as('differences'))
    .where('client_id', '=', clientId)
    .orderBy('month', 'desc')
    .limit(MOST_LISTED)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    clientId,
    status: row.status,
    number: row.number,
    approved: row.approved_at === null || row.approved_by === null ? null : { by: row.approved_by, at: row.approved_at.toISOString() },
    madeAt: row.made_at.toISOString(),
    month: row.month,
    plan: row.plan,
    currency: row.currency,
    netMinor: Number(row.net),
    totalMinor: Number(row.total),
    differences: row.differences,
  }))
}

export async function newestApproved(tx: Tx, clientId: Id): Promise<string | null> {
  const row = await agreementTables(tx)
    .selectFrom('agreements_invoice')
    .select(({ fn }) => fn.max('month').as('month'))
    .where('client_id', '=', clientId)
    .where('status', '=', 'approved')
    .executeTakeFirst()
  return row?.month ?? null
}

export async function loadInvoice(tx: Tx, clientId: Id, by: { id: Id } | { month: string }): Promise<Invoice | null> {
  const query = agreementTables(tx).selectFrom('agreements_invoice').selectAll().where('client_id', '=', clientId)
  const row = await ('id' in by ? query.where('id', '=', by.id) : query.where('month', '=', by.month)).executeTakeFirst()
  return row === undefined ? null : invoiceOf(row)
}

/** False where the month's is approved. */
export async function saveDraft(tx: Tx, clientId: Id, id: Id, document: InvoiceDocument, at: Date): Promise<boolean> {
  const { month } = document
  const columns = { document: JSON.stringify(document), made_at: at }
  const done = await agreementTables(tx)
    .updateTable('agreements_invoice')
    .set(columns)
    .where('client_id', '=', clientId)
    .where('month', '=', month)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (done.numUpdatedRows > 0n) return true
  const unapproved = { status: 'draft' as const, number: null, sha256: null, approved_at: null, approved_by: null }
  const made = await agreementTables(tx)
    .insertInto('agreements_invoice')
    .values({ client_id: clientId, id, month, ...columns, ...unapproved })
    .onConflict((on) => on.columns(['client_id', 'month']).doNothing())
    .executeTakeFirst()
  return made.numInsertedOrUpdatedRows === 1n
}

/** False when it is no draft, or not the one that was read. */
export async function approveInvoice(
  tx: Tx,
  o: { clientId: Id; id: Id; madeAt: Date; document: InvoiceDocument; number: string; by: string; at: Date },
): Promise<boolean> {
  const row = await agreementTables(tx)
    .selectFrom('agreements_invoice')
    .selectAll()
    .where('client_id', '=', o.clientId)
    .where('id', '=', o.id)
    .where('status', '=', 'draft')
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined || row.made_at.getTime() !== o.madeAt.getTime()) return false
  const document = JSON.stringify(o.document)
  await agreementTables(tx)
    .updateTable('agreements_invoice')
    .set({ status: 'approved', document, number: o.number, sha256: hashOf(document), approved_at: o.at, approved_by: o.by })
    .where('client_id', '=', o.clientId)
    .where('id', '=', o.id)
    .execute()
  return true
}

/** In the transaction of the approval: without gaps, so approvals of one provider wait for each other. */
export async function takeInvoiceNumber(tx: Tx, year: number): Promise<string> {
  const { last } = await agreementTables(tx)
    .insertInto('agreements_number')
    .values({ client_id: PROVIDER_ID, year, last: 1 })
    .onConflict((on) => on.columns(['client_id', 'year']).doUpdateSet({ last: sql<number>`agreements_number.last + 1` }))
    .returning('last')
    .executeTakeFirstOrThrow()
  return `${year}-${String(last).padStart(5, '0')}`
}

/** What was approved must be what it was: else it is not shown. */
function invoiceOf(row: StoredInvoice): Invoice {
  const { id, client_id: clientId, status, document, made_at, number, sha256, approved_at, approved_by } = row
  if (sha256 !== null && hashOf(document) !== sha256) throw new AppError('agreements.seal-broken', { number: number ?? '' })
  return {
    id,
    clientId,
    status,
    number,
    sha256,
    approved: approved_at === null || approved_by === null ? null : { by: approved_by, at: approved_at.toISOString() },
    madeAt: made_at.toISOString(),
    document: InvoiceDocumentSchema.parse(JSON.parse(document)),
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
