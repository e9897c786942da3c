/** What recipients were told of, and the links that were used. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import type { Delivery } from '../queue/delivery.ts'
import { type DeliveryRow, toDelivery } from './delivery-row.ts'

/** Quarantined since their recipient was last told, by recipient, newest first; not older than `since`. */
export async function untold(tx: Tx, clientId: Id, since: Date): Promise<Map<string, Delivery[]>> {
  const { rows } =
    await sql<DeliveryRow>`select d.* from mail_delivery d left join mail_digest g on g.client_id = d.client_id and g.recipient = d.recipient
    where d.client_id = ${clientId} and d.state = 'quarantined' and d.received_at >= ${since} and d.received_at > coalesce(g.told_until, '-infinity')
    order by d.received_at desc limit 20000`.execute(tx)
  return Map.groupBy(rows.map(toDelivery), ({ recipient }) => recipient)
}

export async function saveTold(tx: Tx, clientId: Id, recipient: string, until: Date): Promise<void> {
  await sql`insert into mail_digest (client_id, recipient, told_until) values (${clientId}, ${recipient}, ${until})
    on conflict (client_id, recipient) do update set told_until = excluded.told_until`.execute(tx)
}

/** False when it was used before. */
export async function useLink(tx: Tx, clientId: Id, link: string, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into mail_used_link (client_id, link, used_at) values (${clientId}, ${link}, ${now})
    on conflict do nothing`.execute(tx)
  return numAffectedRows === 1n
}

export async function isUsed(tx: Tx, clientId: Id, link: string): Promise<boolean> {
  const { rows } = await sql`select 1 from mail_used_link where client_id = ${clientId} and link = ${link}`.execute(tx)
  return rows.length > 0
}
