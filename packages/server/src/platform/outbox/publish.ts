/** Publishes an event in the transaction of the change: it is told if and only if the change stands. */
import { type Id, newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../database/index.ts'

export type OutboxEvent = {
  /** `thing.happened`, e.g. `incident.opened` */
  topic: string
  clientId: Id
  payload: Record<string, unknown>
  at: Date
}

export const OUTBOX_CHANNEL = 'mainstay_outbox'

export async function publish(tx: Tx, event: OutboxEvent): Promise<void> {
  await sql`insert into outbox_event (id, client_id, topic, payload, at)
    values (${newId(event.at.getTime())}, ${event.clientId}, ${event.topic}, ${JSON.stringify(event.payload)}, ${event.at})`.execute(tx)
  await notify(tx, [noticeOf(event)])
}

/** What changed, not how: a notice reaches every connection that listens, so it carries nothing of a client. */
export type Notice = { topic: string; clientId: Id; deviceId: Id | null }

/** Only tells pages that are open now, of changes that nobody has to act on: in the transaction, and heard of if it stands. */
export async function notify(tx: Tx, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return
  const texts = notices.map((notice) => JSON.stringify(notice))
  await sql`select pg_notify(${OUTBOX_CHANNEL}, text) from unnest(${texts}::text[]) text`.execute(tx)
}

function noticeOf({ topic, clientId, payload }: OutboxEvent): Notice {
  return { topic, clientId, deviceId: typeof payload['deviceId'] === 'string' ? payload['deviceId'] : null }
}
