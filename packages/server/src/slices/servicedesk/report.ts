/** The desk in a month's report: the promise kept, x of y, each miss explained; and what the client said of solutions. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id, Interval } from '@mainstay/kernel'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { settingsOf } from './change.ts'
import { answerAt } from './domain/next-deadline.ts'
import { type EndedTicket, type Miss, promiseOf } from './domain/promise.ts'
import type { Settings } from './settings-store.ts'
import { loadEventsOf, type TicketRecord } from './store.ts'
import { desk } from './tables.ts'

/** Of a client in a month: far more than are opened. */
const MOST = 5000
const MOST_MISSES = 6

/** Null where nobody asked for anything. Incidents that watching opened are the provider's own work and not a promise to anybody. */
export async function deskReport(
  { database }: { database: Database },
  clientId: Id,
  month: Interval,
  now: Date,
): Promise<ReportSection | null> {
  const to = now < month.to ? now : month.to
  const { tickets, ended } = await database.transaction(oneClient(clientId), async (tx) => {
    const rows: TicketRecord[] = await desk(tx)
      .selectFrom('servicedesk_ticket')
      .selectAll()
      .where('client_id', '=', clientId)
      .where('source', '<>', 'incident')
      .where('merged_into', 'is', null)
      .where('opened_at', '<', to)
      .where((e) => e.or([e('resolved_at', 'is', null), e('resolved_at', '>=', month.from), e('opened_at', '>=', month.from)]))
      .orderBy('opened_at')
      .limit(MOST)
      .execute()
    const answers: EndedTicket[] = []
    const eventsOf = await loadEventsOf(
      tx,
      clientId,
      rows.map(({ id }) => id),
    )
    const versions = new Map<number, Settings>()
    for (const ticket of rows) {
      const known = versions.get(ticket.settings_version) ?? (await settingsOf(tx, ticket))
      versions.set(ticket.settings_version, known)
      const { policy, calendar } = known
      const events = (eventsOf.get(ticket.id) ?? []).filter(({ at }) => at <= now && at < month.to)
      if (events.length > 0)
        answers.push({ subject: ticket.subject, openedAt: ticket.opened_at, answer: answerAt(events, policy, calendar, to) })
    }
    return { tickets: rows, ended: answers }
  })
  if (tickets.length === 0) return null
  const promise = promiseOf(ended, { from: month.from, to })
  const opened = tickets.filter(({ opened_at }) => opened_at >= month.from).length
  const solved = tickets.filter(({ resolved_at }) => resolved_at !== null && resolved_at >= month.from && resolved_at < to)
  const judged = solved.filter(({ satisfaction }) => satisfaction !== null)
  const good = judged.filter(({ satisfaction }) => satisfaction === 'good').length
  const fact = (label: string, value: string, tone: ReportSection['tone'] = 'good') => ({ label, value, tone, note: null, href: null })
  return {
    id: 'servicedesk',
    slot: 'side',
    title: 'Did we keep our promise?',
    sentence: sentence(promise.kept, promise.of),
    tone: promise.of === 0 ? 'unknown' : promise.misses.length === 0 ? 'good' : 'attention',
    facts: [
      fact('Requests opened', String(opened)),
      fact('Requests solved', String(solved.length)),
      ...(judged.length === 0
        ? []
        : [fact('Solved well, you said', `${good} of ${judged.length}`, good === judged.length ? 'good' : 'attention')]),
    ],
    rows: promise.misses.slice(0, MOST_MISSES).map(missRow),
    strip: [],
    source: 'the requests and their clocks',
    freshAsOf: to.toISOString(),
  }
}

function sentence(kept: number, of: number): string {
  if (of === 0) return 'No promised time ended in this month.'
  if (kept === of) return of === 1 ? 'The one promised time was kept.' : `All ${of} promised times were kept.`
  return `${kept} of ${of} promised times were kept.`
}

function missRow({ subject, clock, deadline, at, why }: Miss): ReportSection['rows'][number] {
  const what = clock === 'response' ? 'the first answer' : 'the solution'
  return {
    text: `“${subject}”: ${what} came ${at === null ? 'not in time and is still due' : 'late'} (${why})`,
    when: deadline.toISOString(),
    tone: 'attention',
  }
}
