/** What is no longer kept: rows stay for the trace, their content goes. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'

/** Quarantined and held mail older than `before` becomes `removed`. */
export async function removeKeptBefore(tx: Tx, before: Date, now: Date): Promise<void> {
  await sql`update mail_delivery set state = 'removed', done_at = ${now}
    where state in ('quarantined', 'held') and received_at < ${before}`.execute(tx)
}

/** The id of a message holds when it came, which names the partition to look in. */
export async function isNeeded(tx: Tx, clientId: Id, messageId: Id): Promise<boolean> {
  const at = new Date(Number.parseInt(messageId.replaceAll('-', '').slice(0, 12), 16))
  const { rows } = await sql<{ needed: boolean }>`select exists (select from mail_delivery where client_id = ${clientId}
      and received_at = ${at} and message_id = ${messageId} and state in ('queued', 'quarantined', 'held')) as needed`.execute(tx)
  return rows[0]?.needed === true
}
