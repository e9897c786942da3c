/** The records behind a client's report of its mail. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id, Interval } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import { mailSection } from '../domain/report.ts'
import { dayCounts, waitingByDomain } from './numbers.ts'

/** `tx` is in the scope of the client. Days are those of UTC: what came in the last hours of a month may stand in the next. */
export async function mailReport(tx: Tx, clientId: Id, { from, to }: Interval, now: Date): Promise<ReportSection | null> {
  const end = to < now ? to : now
  const day = (at: Date): string => at.toISOString().slice(0, 10)
  const counts = await dayCounts(tx, clientId, { from: day(from), to: day(new Date(end.getTime() + 86_399_999)) })
  const released = await sql<{ n: number }>`select count(*)::int as n from mail_delivery where client_id = ${clientId}
    and received_at >= ${from} and received_at < ${end} and released_by is not null`.execute(tx)
  const top = await sql<{ recipient: string; stopped: number }>`select recipient, count(*)::int as stopped from mail_delivery
    where client_id = ${clientId} and received_at >= ${from} and received_at < ${end} and verdict in ('quarantine', 'reject')
    group by recipient order by 2 desc, 1 limit 3`.execute(tx)
  const waiting = (await waitingByDomain(tx)).reduce((sum, one) => sum + one.waiting, 0)
  const first = await sql<{ day: string | null }>`select min(day)::text as day from mail_day where client_id = ${clientId}`.execute(tx)
  const began = first.rows[0]?.day ?? ''
  // Within a day of its beginning the month is whole for all that an owner asks.
  const since = began > day(new Date(from.getTime() + 86_400_000)) ? began : null
  return mailSection({ counts, released: released.rows[0]?.n ?? 0, waiting, since, topRecipients: top.rows }, end)
}
