/** Writes tickets with their events and messages, and reads one of them whole. */
import { type Id, newId } from '@mainstay/kernel'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Actor } from '../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import type { Timed } from './domain/next-deadline.ts'
import type { Author, NewEvent } from './domain/ticket.ts'
import { desk, type DeskTables, type TicketTable } from './tables.ts'

export type TicketRecord = Selectable<TicketTable>
export type StoredEvent = Timed & { reason: string | null; by: string; author: Pick<Actor, 'kind' | 'id'> }
export type StoredMessage = Selectable<DeskTables['servicedesk_message']>

/** In a transaction of its own: numbers may have gaps, and nobody waits for another's ticket. */
export async function takeNumber(database: Database): Promise<number> {
  const { last } = await database.transaction(oneClient(PROVIDER_ID), async (tx) => {
    // Its record precedes that of the ticket in the log, so whatever crash keeps the ticket keeps the number.
    await sql`set local synchronous_commit = off`.execute(tx)
    return desk(tx)
      .insertInto('servicedesk_number')
      .values({ client_id: PROVIDER_ID, last: 1 })
      .onConflict((on) => on.column('client_id').doUpdateSet({ last: sql<number>`servicedesk_number.last + 1` }))
      .returning('last')
      .executeTakeFirstOrThrow()
  })
  return Number(last)
}

/** False where the incident has its ticket already. */
export async function insertTicket(tx: Tx, ticket: Insertable<TicketTable>): Promise<boolean> {
  const done = await desk(tx)
    .insertInto('servicedesk_ticket')
    .values(ticket)
    .onConflict((on) => on.columns(['client_id', 'incident_id']).doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** `lock` holds the ticket until the end of the transaction: of two changes at once the second sees the first. */
export async function loadTicket(tx: Tx, id: Id, o: { lock: boolean }): Promise<TicketRecord | null> {
  const query = desk(tx).selectFrom('servicedesk_ticket').selectAll().where('id', '=', id)
  return (await (o.lock ? query.forUpdate() : query).executeTakeFirst()) ?? null
}

export async function ticketOfIncident(tx: Tx, clientId: Id, incidentId: Id): Promise<Id | null> {
  const row = await desk(tx)
    .selectFrom('servicedesk_ticket')
    .select('id')
    .where('client_id', '=', clientId)
    .where('incident_id', '=', incidentId)
    .executeTakeFirst()
  return row?.id ?? null
}

type TicketKey = { client_id: Id; id: Id }

export async function updateTicket(tx: Tx, { client_id, id }: TicketKey, columns: Partial<Omit<Insertable<TicketTable>, 'number'>>) {
  await desk(tx).updateTable('servicedesk_ticket').set(columns).where('client_id', '=', client_id).where('id', '=', id).execute()
}

export async function loadEvents(tx: Tx, { client_id, id }: TicketKey): Promise<StoredEvent[]> {
  const rows = await desk(tx)
    .selectFrom('servicedesk_event')
    .selectAll()
    .where('client_id', '=', client_id)
    .where('ticket_id', '=', id)
    .orderBy('seq')
    .execute()
  return rows.map(storedEvent)
}

function storedEvent(row: Selectable<DeskTables['servicedesk_event']>): StoredEvent {
  return {
    at: row.at,
    body: row.event,
    reason: row.reason,
    by: row.actor_name,
    author: { kind: row.actor_kind as Actor['kind'], id: row.actor_id },
  }
}

export async function appendEvents(tx: Tx, o: { key: TicketKey; after: number; events: readonly NewEvent[]; actor: Actor; at: Date }) {
  if (o.events.length === 0) return
  await desk(tx)
    .insertInto('servicedesk_event')
    .values(
      o.events.map(({ body, reason }, n) => ({
        client_id: o.key.client_id,
        ticket_id: o.key.id,
        seq: o.after + n + 1,
        at: o.at,
        event: JSON.stringify(body),
        reason,
        actor_kind: o.actor.kind,
        actor_id: o.actor.id,
        actor_name: o.actor.name,
      })),
    )
    .execute()
}

export type NewStoredMessage = { seq: number; kind: 'reply' | 'note'; author: Author; authorName: string; body: string }

export async function insertMessage(tx: Tx, { client_id, id }: TicketKey, message: NewStoredMessage, at: Date): Promise<Id> {
  const { seq, kind, author, authorName, body } = message
  const messageId = newId(at.getTime())
  await desk(tx)
    .insertInto('servicedesk_message')
    .values({ client_id, id: messageId, ticket_id: id, seq, at, kind, author, author_name: authorName, body })
    .execute()
  return messageId
}

export async function loadMessages(tx: Tx, { client_id, id }: TicketKey): Promise<StoredMessage[]> {
  return desk(tx)
    .selectFrom('servicedesk_message')
    .selectAll()
    .where('client_id', '=', client_id)
    .where('ticket_id', 'in', await partsOf(tx, { client_id, id }))
    .orderBy('at')
    .orderBy('seq')
    .orderBy('id')
    .execute()
}

/** The ticket, and those that were merged into it, at whatever distance. */
export async function partsOf(tx: Tx, { client_id, id }: TicketKey): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`with recursive part (id) as (
      select ${id}::uuid union select t.id from servicedesk_ticket t join part p on t.merged_into = p.id where t.client_id = ${client_id})
    select id from part`.execute(tx)
  return rows.map((row) => row.id)
}

/** Where a ticket's conversation goes on after it was merged into another, and that into a third. */
export async function lastOfMerged(tx: Tx, ticketId: Id): Promise<Id> {
  const ticket = await loadTicket(tx, ticketId, { lock: false })
  return ticket?.merged_into ? lastOfMerged(tx, ticket.merged_into) : ticketId
}

/** The events of many tickets of one client in one look, the oldest first; a ticket without events is not in it. */
export async function loadEventsOf(tx: Tx, clientId: Id, ids: readonly Id[]): Promise<Map<Id, StoredEvent[]>> {
  if (ids.length === 0) return new Map()
  const rows = await desk(tx)
    .selectFrom('servicedesk_event')
    .selectAll()
    .where('client_id', '=', clientId)
    .where('ticket_id', 'in', ids)
    .orderBy('ticket_id')
    .orderBy('seq')
    .execute()
  return new Map([...Map.groupBy(rows, (row) => row.ticket_id)].map(([id, those]) => [id, those.map(storedEvent)]))
}
