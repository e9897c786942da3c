/** Which ticket a mail went into. */
import { createHash } from 'node:crypto'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../platform/database/index.ts'
import { desk } from './tables.ts'

export type MailKey = Buffer

export function mailKey(messageId: string | Uint8Array): MailKey {
  return createHash('sha256').update(messageId).digest()
}

/** False when this client's mail of this name was taken before. */
export async function recordMail(
  tx: Tx,
  o: { clientId: Id; key: MailKey; ticketId: Id; at: Date; headerId: string | null },
): Promise<boolean> {
  const done = await desk(tx)
    .insertInto('servicedesk_mail')
    .values({ client_id: o.clientId, id: o.key, ticket_id: o.ticketId, at: o.at, header_id: o.headerId })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** The ticket of the newest of these mails that is known in scope. */
export async function ticketOfMails(tx: Tx, keys: readonly MailKey[]): Promise<Id | null> {
  if (keys.length === 0) return null
  const row = await desk(tx)
    .selectFrom('servicedesk_mail')
    .select('ticket_id')
    .where('id', 'in', keys)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.ticket_id ?? null
}

export async function ticketsOfNumber(tx: Tx, number: number): Promise<Id[]> {
  const rows = await desk(tx).selectFrom('servicedesk_ticket').select('id').where('number', '=', String(number)).execute()
  return rows.map(({ id }) => id)
}

/** Message-IDs of the mails that went into and out of a ticket, the oldest first. */
export async function threadOf(tx: Tx, { client_id, id }: { client_id: Id; id: Id }): Promise<string[]> {
  const rows = await desk(tx)
    .selectFrom('servicedesk_mail')
    .select('header_id')
    .where('client_id', '=', client_id)
    .where('ticket_id', '=', id)
    .where('header_id', 'is not', null)
    .orderBy('at')
    .limit(500)
    .execute()
  return rows.flatMap(({ header_id }) => (header_id === null ? [] : [header_id]))
}
