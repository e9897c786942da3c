/** Use cases of reports: draft, a person's paragraph, approve, read. */
import type { ReportListItem, ReportView } from '@mainstay/contract/reports'
import { AppError, type Clock, dayIn, type ErrorCode, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { lastDayOf, type Month, monthIn, monthName, previousMonth } from './domain/month.ts'
import { approveReport, type DraftInput, draftReport, writeParagraph } from './domain/report.ts'
import type { Earlier } from './domain/trend.ts'
import type { ClientsPort } from './ports.ts'
import type { Gather } from './sections.ts'
import { insertDraft, loadApprovedBefore, loadNewest, loadReport, type StoredReport, updateDraft } from './store.ts'
import { listReports, type ListQuery } from './views.ts'

export type ReportsService = {
  list(actor: Actor, query: ListQuery): Promise<ReportListItem[]>
  read(actor: Actor, id: Id): Promise<StoredReport>
  /** A new draft, or the month's draft with figures of now and the paragraph that a person wrote. */
  draft(
    actor: Actor,
    clientId: Id,
    o: { month: string; replaces?: Id | undefined; needsRecords?: boolean | undefined },
  ): Promise<ReportView>
  /** For months that nobody asked for: drafts only where there is none and something was recorded; else null. */
  draftIfDue(actor: Actor, clientId: Id, month: string): Promise<ReportView | null>
  writeParagraph(actor: Actor, id: Id, text: string): Promise<ReportView>
  /** `early`: though the month is still running. */
  approve(actor: Actor, id: Id, o: { read: string | null; early: boolean }): Promise<StoredReport>
}

export type ReportsDeps = { database: Database; clock: Clock; clients: ClientsPort; gather: Gather; providerName: () => Promise<string> }

/** Everything that a draft is made of. */
type Prepared = Pick<DraftInput, 'client' | 'providerName' | 'month' | 'sections' | 'now'>

export function createReportsService({ database, clock, clients, gather, providerName }: ReportsDeps): ReportsService {
  const read = async (actor: Actor, id: Id): Promise<StoredReport> => {
    authorise(actor, 'reports.read')
    const report = await database.transaction(scopeOf(actor), (tx) => loadReport(tx, id))
    if (report === null || (report.view.status === 'draft' && !seesDrafts(actor)))
      throw new AppError('platform.not-found', { what: 'report' })
    return report
  }
  /** Read before the transaction: other slices are asked. */
  const prepare = async (clientId: Id, month: string): Promise<Prepared> => {
    const client = await clients.clientOf(clientId)
    if (client === null) throw new AppError('platform.not-found', { what: 'client' })
    const now = clock.now()
    const interval = monthIn(month, client.zone)
    if (now < interval.from) throw new AppError('reports.month-not-begun', { month: monthName(month) })
    if (client.createdAt >= interval.to)
      throw new AppError('reports.month-before-client', {
        client: client.name,
        month: monthName(month),
        since: dayIn(client.createdAt, client.zone),
      })
    return { client, providerName: await providerName(), month: interval, sections: await gather(clientId, interval, now), now }
  }
  const save = (actor: Actor, prepared: Prepared, replaces: Id | undefined): Promise<ReportView> => {
    const { client, now } = prepared
    const { month } = prepared.month
    return database.transaction(oneClient(client.id), async (tx) => {
      const newest = await loadNewest(tx, client.id, month)
      const renewed = newest?.view.status === 'draft' ? newest : null
      if (newest !== null && renewed === null) mayReplace(newest.view, replaces)
      const view = draftReport({
        ...prepared,
        id: renewed?.view.id ?? newId(now.getTime()),
        version: renewed?.view.version ?? (newest?.view.version ?? 0) + 1,
        earlier: await earlierThan(tx, client.id, prepared.month),
        written: renewed?.view.paragraph ?? null,
      })
      const saved = renewed === null ? await insertDraft(tx, view, now) : await updateDraft(tx, view, renewed.revision, now)
      if (!saved) throw new AppError('reports.draft-changed')
      const data = { month, version: view.version, tone: view.verdict.tone }
      await recordAudit(tx, { actor, clientId: client.id, action: 'reports.drafted', subject: view.id, data, at: now })
      return view
    })
  }
  return {
    read,
    list: async (actor, query) => {
      authorise(actor, 'reports.read', query.clientId)
      if (!seesDrafts(actor) && query.status === 'draft') return []
      const status = seesDrafts(actor) ? query.status : 'approved'
      return database.transaction(scopeOf(actor, query.clientId), (tx) => listReports(tx, { ...query, status }))
    },
    draft: async (actor, clientId, { month, replaces, needsRecords = false }) => {
      authorise(actor, 'reports.write', clientId)
      const prepared = await prepare(clientId, month)
      if (needsRecords && !hasRecords(prepared))
        throw new AppError('reports.no-records', { client: prepared.client.name, month: monthName(month) })
      return save(actor, prepared, replaces)
    },
    draftIfDue: async (actor, clientId, month) => {
      authorise(actor, 'reports.write', clientId)
      if ((await database.transaction(oneClient(clientId), (tx) => loadNewest(tx, clientId, month))) !== null) return null
      const client = await clients.clientOf(clientId)
      if (client !== null && client.createdAt >= monthIn(month, client.zone).to) return null
      const prepared = await prepare(clientId, month)
      return hasRecords(prepared) ? save(actor, prepared, undefined) : null
    },
    writeParagraph: async (actor, id, text) => {
      authorise(actor, 'reports.write')
      needsPerson(actor)
      const at = clock.now()
      const { view: before, revision } = await read(actor, id)
      const written = writeParagraph(before, text, actor.name)
      if (!written.ok) throw refusal(written.error, before)
      const view = written.value
      return database.transaction(scopeOf(actor, view.clientId), async (tx) => {
        if (!(await updateDraft(tx, view, revision, at))) throw await lost(tx, id)
        const { clientId, month } = view
        await recordAudit(tx, { actor, clientId, action: 'reports.paragraph-written', subject: id, data: { month }, at })
        return view
      })
    },
    approve: async (actor, id, { read: seen, early }) => {
      authorise(actor, 'reports.approve')
      needsPerson(actor)
      const at = clock.now()
      const { view: before, revision } = await read(actor, id)
      const approved = approveReport(before, { by: actor.name, at, read: seen })
      if (!approved.ok) throw refusal(approved.error, before)
      if (!early && at < monthIn(before.month, before.zone).to)
        throw new AppError('reports.month-running', { month: monthName(before.month), ends: lastDayOf(before.month) })
      const { clientId, month, version } = approved.value
      return database.transaction(scopeOf(actor, clientId), async (tx) => {
        if (!(await updateDraft(tx, approved.value, revision, at))) throw await lost(tx, id)
        const frozen = await loadReport(tx, id)
        if (frozen === null || frozen.sha256 === null) throw new Error('an approved report was written and is not there')
        const data = { month, version, sha256: frozen.sha256 }
        await recordAudit(tx, { actor, clientId, action: 'reports.approved', subject: id, data, at })
        await publish(tx, { topic: 'report.approved', clientId, payload: { reportId: id, ...data }, at })
        return frozen
      })
    },
  }
}

function hasRecords({ sections }: { sections: Prepared['sections'] }): boolean {
  return sections.some((one) => one.freshAsOf !== null)
}

/** A client's people, and tokens that they made, are shown what was approved; the provider's people see what is being written. */
function seesDrafts(actor: Actor): boolean {
  if (actor.kind === 'client') return false
  return actor.kind === 'staff' || actor.kind === 'signer' || actor.permissions.has('reports.write')
}

/** The report goes out under a person's name: signed in, or with their own key. */
function needsPerson(actor: Actor): void {
  if (actor.kind !== 'staff' && actor.kind !== 'signer') throw new AppError('reports.needs-person')
}

function mayReplace(approved: ReportView, replaces: Id | undefined): void {
  const month = monthName(approved.month)
  if (replaces === undefined) throw new AppError('reports.month-approved', { month, id: approved.id })
  if (replaces !== approved.id) throw new AppError('reports.replaces-other', { month, id: approved.id })
}

async function earlierThan(tx: Tx, clientId: Id, { month }: Month): Promise<Earlier> {
  const earlier = await loadApprovedBefore(tx, clientId, month)
  if (earlier === null) return { kind: 'none' }
  return earlier.view.month === previousMonth(month) ? { kind: 'previous', tone: earlier.view.verdict.tone } : { kind: 'older' }
}

/** Another change came first: an approval, or a change of the draft. */
async function lost(tx: Tx, id: Id): Promise<AppError> {
  const now = await loadReport(tx, id)
  return now?.view.status === 'approved' ? refusal('frozen', now.view) : new AppError('reports.draft-changed')
}

function refusal(reason: 'frozen' | 'draft-changed' | 'paragraph-missing' | 'paragraph-unedited', view: ReportView): AppError {
  const code: ErrorCode = `reports.${reason}`
  return new AppError(code, reason === 'frozen' ? { by: view.approved?.by ?? '' } : {})
}
