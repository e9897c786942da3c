/** What is held for one address, newest first. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import type { Delivery } from '../queue/delivery.ts'
import { type DeliveryRow, toDelivery } from '../store/delivery-row.ts'

/** `address` as `mailboxOf` gives it: other letters and a `+detail` are the same mailbox. */
export async function heldFor(
  tx: Tx,
  { clientIds, address, most }: { clientIds: readonly Id[]; address: string; most: number },
): Promise<Delivery[]> {
  const { rows } = await sql<DeliveryRow>`select * from mail_delivery where client_id = any (${[...clientIds]}::uuid[])
    and state = 'quarantined' and lower(regexp_replace(recipient, '^([^@+]+)[+][^@]*@', '\\1@')) = ${address} order by received_at desc limit ${most}`.execute(
    tx,
  )
  return rows.map(toDelivery)
}
