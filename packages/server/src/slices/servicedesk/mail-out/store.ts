/** Which answer went out as which mail. */
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../../platform/database/index.ts'
import { partsOf } from '../store.ts'
import { desk } from '../tables.ts'

export type Sent = { clientId: Id; messageId: Id; ticketId: Id; recipient: string; headerId: string; deliveryId: Id; deliveryAt: Date }

export async function recordSent(tx: Tx, sent: Sent): Promise<void> {
  await desk(tx)
    .insertInto('servicedesk_outgoing')
    .values({
      client_id: sent.clientId,
      message_id: sent.messageId,
      ticket_id: sent.ticketId,
      recipient: sent.recipient,
      header_id: sent.headerId,
      delivery_id: sent.deliveryId,
      delivery_at: sent.deliveryAt,
    })
    .onConflict((on) => on.doNothing())
    .execute()
}

export async function isSent(tx: Tx, clientId: Id, messageId: Id): Promise<boolean> {
  const row = await desk(tx)
    .selectFrom('servicedesk_outgoing')
    .select('message_id')
    .where('client_id', '=', clientId)
    .where('message_id', '=', messageId)
    .executeTakeFirst()
  return row !== undefined
}

export async function sentOf(tx: Tx, { client_id, id }: { client_id: Id; id: Id }): Promise<Sent[]> {
  const rows = await desk(tx)
    .selectFrom('servicedesk_outgoing')
    .selectAll()
    .where('client_id', '=', client_id)
    .where('ticket_id', 'in', await partsOf(tx, { client_id, id }))
    .execute()
  return rows.map((row) => ({
    clientId: row.client_id,
    messageId: row.message_id,
    ticketId: row.ticket_id,
    recipient: row.recipient,
    headerId: row.header_id,
    deliveryId: row.delivery_id,
    deliveryAt: row.delivery_at,
  }))
}
