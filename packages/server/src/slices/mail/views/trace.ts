/** Finds deliveries: by words of sender, recipient, subject or id, by state, reason and time; newest first. */
import { sql } from 'kysely'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../../platform/database/index.ts'
import type { Delivery, State } from '../queue/delivery.ts'
import { type DeliveryRow, toDelivery } from '../store/delivery-row.ts'

export type TraceQuery = {
  words?: string | undefined
  state?: State | undefined
  reason?: string | undefined
  from?: string | undefined
  to?: string | undefined
  page: number
  pageSize: number
}

/** One more than the page, so that it is known whether there are more: counting ten million rows would cost more than finding one. */
export async function traceOf(tx: Tx, clientId: Id, query: TraceQuery): Promise<{ deliveries: Delivery[]; more: boolean }> {
  const words = query.words === undefined ? null : wordQuery(query.words)
  const { rows } = await sql<DeliveryRow>`select * from mail_delivery where client_id = ${clientId}
      ${words === null ? sql`` : sql`and words @@ ${words}::tsquery`}
      ${query.state === undefined ? sql`` : sql`and state = ${query.state}`}
      ${query.reason === undefined ? sql`` : sql`and reasons @> ${JSON.stringify([{ id: query.reason }])}::jsonb`}
      ${query.from === undefined ? sql`` : sql`and received_at >= ${query.from}`}
      ${query.to === undefined ? sql`` : sql`and received_at < ${query.to}`}
    order by received_at desc, id desc limit ${query.pageSize + 1} offset ${(query.page - 1) * query.pageSize}`.execute(tx)
  return { deliveries: rows.slice(0, query.pageSize).map(toDelivery), more: rows.length > query.pageSize }
}

/** All of the words, each as the beginning of a stored one; whole addresses and ids as they are. Null when nothing is left of them. */
export function wordQuery(text: string): string | null {
  const words = text
    .toLowerCase()
    .split(/[\s<>"(),;]+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '').replace(/[\\']/g, '\\$&'))
    .filter((word) => word !== '')
    .slice(0, 10)
  return words.length === 0 ? null : words.map((word) => `'${word}':*`).join(' & ')
}
