/** The numbers of mail: what waits for a next hop now, and what was stopped by day. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import type { Verdict } from '../domain/decide.ts'

export type Waiting = { clientId: Id; domain: string; waiting: number; oldest: Date; lastReply: string | null }

/** Of the scope; by domain, what was tried in vain at least once. */
export async function waitingByDomain(tx: Tx): Promise<Waiting[]> {
  type Row = { client_id: string; domain: string; n: number; oldest: Date; last_reply: string | null }
  const { rows } = await sql<Row>`select client_id, domain, count(*)::int as n, min(received_at) as oldest,
      (array_agg(last_reply order by next_attempt_at))[1] as last_reply
    from mail_delivery where state = 'queued' and attempts > 0 group by client_id, domain order by oldest`.execute(tx)
  return rows.map((r) => ({ clientId: r.client_id, domain: r.domain, waiting: r.n, oldest: r.oldest, lastReply: r.last_reply }))
}

export type DayCount = { day: string; verdict: Verdict; reason: string; name: string; n: number }

/** Days of `[from, to)`. */
export async function dayCounts(tx: Tx, clientId: Id, { from, to }: { from: string; to: string }): Promise<DayCount[]> {
  const { rows } = await sql<DayCount>`select day::text as day, verdict, reason, name, n::int as n from mail_day
    where client_id = ${clientId} and day >= ${from}::date and day < ${to}::date order by day, verdict, reason, name`.execute(tx)
  return rows
}

/** Addresses of this client's domains at which mail of others was delivered since then (not what Mainstay wrote itself), as the trace knows them: the mailboxes that are really served. */
export async function servedMailboxes(tx: Tx, clientId: Id, time: { from: Date; to: Date }): Promise<string[]> {
  const { rows } = await sql<{ recipient: string }>`select distinct lower(recipient) as recipient from mail_delivery d
    where client_id = ${clientId} and received_at >= ${time.from} and received_at < ${time.to} and state = 'delivered' and not own
      and exists (select from mail_domain m where m.client_id = d.client_id and m.domain = d.domain) order by 1`.execute(tx)
  return rows.map(({ recipient }) => recipient)
}
