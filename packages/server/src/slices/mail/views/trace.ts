/** Finds deliveries: by words of sender, recipient, subject or id, by state, reason and time; newest first. */
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../../platform/database/index.ts'
import type { Verdict } from '../domain/decide.ts'
import type { Delivery, State } from '../queue/delivery.ts'
import { type DeliveryRow, toDelivery } from '../store/delivery-row.ts'

export type TraceQuery = {
  words?: string | undefined
  sender?: string | undefined
  recipient?: string | undefined
  subject?: string | undefined
  verdict?: Verdict | undefined
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
      ${inColumn('sender', query.sender)} ${inColumn('recipient', query.recipient)} ${inColumn('subject', query.subject)}
      ${query.verdict === undefined ? sql`` : sql`and verdict = ${query.verdict}`}
      ${query.reason === undefined ? sql`` : reasonIs(query.reason)}
      ${query.from === undefined ? sql`` : sql`and received_at >= ${query.from}`}
      ${query.to === undefined ? sql`` : sql`and received_at < ${query.to}`}
    order by received_at desc, id desc limit ${query.pageSize + 1} offset ${(query.page - 1) * query.pageSize}`.execute(tx)
  return { deliveries: rows.slice(0, query.pageSize).map(toDelivery), more: rows.length > query.pageSize }
}

/** The index finds the words wherever they stand; that they stand in this column is asked of what it found. */
function inColumn(column: 'sender' | 'recipient' | 'subject', text: string | undefined): RawBuilder<unknown> {
  const words = text === undefined ? null : wordQuery(text)
  if (words === null) return sql``
  // Who it says it is from is a sender too.
  const where = column === 'sender' ? sql`lower(sender || ' ' || from_header)` : sql`lower(${sql.ref(column)})`
  const inside = wordsOf(text ?? '').map((word) => sql`and position(${word} in ${where}) > 0`)
  return sql`and words @@ ${words}::tsquery ${sql.join(inside, sql` `)}`
}

/** `model.` is any of the model's reasons. */
function reasonIs(reason: string): RawBuilder<unknown> {
  if (!reason.endsWith('.')) return sql`and reasons @> ${JSON.stringify([{ id: reason }])}::jsonb`
  return sql`and exists (select from jsonb_array_elements(reasons) r where starts_with(r->>'id', ${reason}) and (r->>'weight')::float > 0)`
}

/** All of the words, each as the beginning of a stored one; whole addresses and ids as they are. Null when nothing is left of them. */
export function wordQuery(text: string): string | null {
  const words = wordsOf(text)
  return words.length === 0 ? null : words.map((word) => `'${word.replace(/[\\']/g, '\\$&')}':*`).join(' & ')
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s<>"(),;]+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '')
    .slice(0, 10)
}
