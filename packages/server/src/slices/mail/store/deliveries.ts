/** Writes and claims deliveries. All statements are one round trip, since every message waits for them. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import type { Delivery, DeliveryKey, Progress, State } from '../queue/delivery.ts'
import { type DeliveryRow, toDelivery, toRow } from './delivery-row.ts'

type MailTables = {
  mail_delivery: DeliveryRow
  mail_day: { client_id: string; day: string; verdict: string; reason: string; name: string; n: number }
}

export type Claim = { by: Id; until: Date }

/** `claim`: this instance hands them on at once, and nobody else may meanwhile. */
export async function insertDeliveries(tx: Tx, deliveries: readonly Delivery[], claim: Claim | null): Promise<void> {
  if (deliveries.length === 0) return
  await tx
    .withTables<MailTables>()
    .insertInto('mail_delivery')
    .values(deliveries.map((one) => toRow(one, claim)))
    .execute()
}

/** Deliveries that are due and that no living instance is at; they are the claimer's until its claim ends. */
export async function claimDue(tx: Tx, { claim, now, limit }: { claim: Claim; now: Date; limit: number }): Promise<Delivery[]> {
  const { rows } = await sql<DeliveryRow>`update mail_delivery d set claimed_by = ${claim.by}, claimed_until = ${claim.until}
    from (select client_id, received_at, id from mail_delivery
      where state = 'queued' and next_attempt_at <= ${now} and (claimed_until is null or claimed_until < ${now})
      order by next_attempt_at limit ${limit} for update skip locked) due
    where d.client_id = due.client_id and d.received_at = due.received_at and d.id = due.id
    returning d.*`.execute(tx)
  return rows.map(toDelivery)
}

export async function renewClaims(tx: Tx, claim: Claim): Promise<void> {
  await sql`update mail_delivery set claimed_until = ${claim.until} where state = 'queued' and claimed_by = ${claim.by}`.execute(tx)
}

/** Only of deliveries that are still queued: what a person decided meanwhile stands. */
export async function saveProgress(tx: Tx, changes: readonly (DeliveryKey & Progress)[]): Promise<void> {
  const rows = changes.map((c) => ({
    client_id: c.clientId,
    received_at: c.receivedAt.toISOString(),
    id: c.id,
    state: c.state,
    attempts: c.attempts,
    next_attempt_at: c.nextAttemptAt?.toISOString() ?? null,
    last_reply: c.lastReply,
    next_hop: c.nextHop,
    done_at: c.doneAt?.toISOString() ?? null,
  }))
  await sql`update mail_delivery d set state = c.state, attempts = c.attempts, next_attempt_at = c.next_attempt_at, last_reply = c.last_reply,
      next_hop = c.next_hop, done_at = c.done_at, claimed_by = null, claimed_until = null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c (client_id uuid, received_at timestamptz, id uuid, state text, attempts integer,
      next_attempt_at timestamptz, last_reply text, next_hop text, done_at timestamptz)
    where d.client_id = c.client_id and d.received_at = c.received_at and d.id = c.id and d.state = 'queued'`.execute(tx)
}

export async function loadDelivery(
  tx: Tx,
  { clientId, receivedAt, id }: DeliveryKey,
  options?: { lock: boolean },
): Promise<Delivery | null> {
  const query = tx
    .withTables<MailTables>()
    .selectFrom('mail_delivery')
    .selectAll()
    .where('client_id', '=', clientId)
    .where('received_at', '=', receivedAt)
    .where('id', '=', id)
  const row = await (options?.lock ? query.forUpdate() : query).executeTakeFirst()
  return row === undefined ? null : toDelivery(row)
}

/** What became of many deliveries of one client, by id; those that the trace no longer has are not in it. */
export async function loadStates(
  tx: Tx,
  clientId: Id,
  keys: readonly Omit<DeliveryKey, 'clientId'>[],
): Promise<Map<Id, Pick<Delivery, 'state' | 'lastReply'>>> {
  if (keys.length === 0) return new Map()
  const rows = await tx
    .withTables<MailTables>()
    .selectFrom('mail_delivery')
    .select(['id', 'state', 'last_reply'])
    .where('client_id', '=', clientId)
    // The table is cut by this: without it every part is read.
    .where(
      'received_at',
      'in',
      keys.map(({ receivedAt }) => receivedAt),
    )
    .where(
      'id',
      'in',
      keys.map(({ id }) => id),
    )
    .execute()
  return new Map(rows.map(({ id, state, last_reply: lastReply }) => [id, { state, lastReply }]))
}

const NEEDING: readonly State[] = ['queued', 'quarantined', 'held']

/** Of each message, whether a delivery of it may still need its content. */
export async function contentNeeded(tx: Tx, messages: readonly { clientId: Id; receivedAt: Date; messageId: Id }[]): Promise<boolean[]> {
  const rows = messages.map((one) => ({ client_id: one.clientId, received_at: one.receivedAt.toISOString(), message_id: one.messageId }))
  const found = await sql<{ message_id: string }>`select distinct d.message_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (client_id uuid, received_at timestamptz, message_id uuid)
    join mail_delivery d on d.client_id = m.client_id and d.received_at = m.received_at and d.message_id = m.message_id
    where d.state in (${sql.join(NEEDING)})`.execute(tx)
  const needed = new Set(found.rows.map((row) => row.message_id))
  return messages.map(({ messageId }) => needed.has(messageId))
}

export type Count = { clientId: Id; day: string; verdict: string; reason: string; name: string; n: number }

export async function addCounts(tx: Tx, counts: readonly Count[]): Promise<void> {
  // In one order everywhere: two instances that count at once do not wait for each other in a circle.
  const key = (c: Count): string => [c.clientId, c.day, c.verdict, c.reason, c.name].join('\n')
  const summed = new Map<string, Count>()
  for (const one of counts) summed.set(key(one), { ...one, n: one.n + (summed.get(key(one))?.n ?? 0) })
  const rows = [...summed.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { clientId, ...rest }]) => ({ client_id: clientId, ...rest }))
  if (rows.length === 0) return
  await tx
    .withTables<MailTables>()
    .insertInto('mail_day')
    .values(rows)
    .onConflict((oc) =>
      oc.columns(['client_id', 'day', 'verdict', 'reason', 'name']).doUpdateSet({ n: sql<number>`mail_day.n + excluded.n` }),
    )
    .execute()
}

/** By a person: whatever instance was at it before is not any more. */
export async function setState(
  tx: Tx,
  { clientId, receivedAt, id }: DeliveryKey,
  change: { state: State; releasedBy: string | null; nextAttemptAt: Date | null },
): Promise<void> {
  await tx
    .withTables<MailTables>()
    .updateTable('mail_delivery')
    .set({
      state: change.state,
      released_by: change.releasedBy,
      next_attempt_at: change.nextAttemptAt,
      claimed_by: null,
      claimed_until: null,
    })
    .where('client_id', '=', clientId)
    .where('received_at', '=', receivedAt)
    .where('id', '=', id)
    .execute()
}
