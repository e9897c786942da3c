/** The list of reports, without their contents. */
import type { ReportListItem } from '@mainstay/contract/reports'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../platform/database/index.ts'
import type { ReportsTables } from './store.ts'

export type ListQuery = { clientId?: Id | undefined; month?: string | undefined; status?: 'draft' | 'approved' | undefined }

/** Newest month first, then by client; a replaced version stands after the one that replaced it. */
export async function listReports(tx: Tx, { clientId, month, status }: ListQuery): Promise<ReportListItem[]> {
  let query = tx
    .withTables<ReportsTables>()
    .selectFrom('reports_report')
    .select(['id', 'client_id', 'client_name', 'month', 'version', 'status', 'verdict', 'tone', 'approved_at', 'sha256'])
  if (clientId !== undefined) query = query.where('client_id', '=', clientId)
  if (month !== undefined) query = query.where('month', '=', month)
  if (status !== undefined) query = query.where('status', '=', status)
  const rows = await query.orderBy('month', 'desc').orderBy('client_name').orderBy('client_id').orderBy('version', 'desc').execute()
  const stands = new Map<string, string>()
  for (const row of rows) {
    const key = `${row.client_id} ${row.month}`
    if (row.status === 'approved' && !stands.has(key)) stands.set(key, row.id)
  }
  return rows.map((row) => {
    const standing = stands.get(`${row.client_id} ${row.month}`)
    return {
      id: row.id,
      clientId: row.client_id,
      clientName: row.client_name,
      month: row.month,
      version: row.version,
      status: row.status,
      verdict: row.verdict,
      tone: row.tone,
      approvedAt: row.approved_at?.toISOString() ?? null,
      sha256: row.sha256,
      replacedBy: row.status === 'draft' || standing === undefined || standing === row.id ? null : standing,
    }
  })
}
