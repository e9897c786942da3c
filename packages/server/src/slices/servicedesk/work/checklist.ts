/** The checklist of a ticket: what is to be done, who did it and when. */
import { AppError, type Id, newId } from '@mainstay/kernel'
import type { Ticket } from '@mainstay/contract/servicedesk'
import type { Tx } from '../../../platform/database/index.ts'
import { desk } from '../tables.ts'

type Key = { client_id: Id; id: Id }

export async function insertChecklist(tx: Tx, { client_id, id: ticket_id }: Key, items: readonly string[]): Promise<void> {
  if (items.length === 0) return
  const { last } = await desk(tx)
    .selectFrom('servicedesk_checklist_item')
    .select(({ fn }) => fn.coalesce(fn.max('position'), fn.countAll<number>()).as('last'))
    .where('client_id', '=', client_id)
    .where('ticket_id', '=', ticket_id)
    .executeTakeFirstOrThrow()
  const rows = items.map((text, n) => ({
    client_id,
    ticket_id,
    id: newId(),
    position: Number(last) + n + 1,
    text,
    done_at: null,
    done_by: null,
  }))
  await desk(tx).insertInto('servicedesk_checklist_item').values(rows).execute()
}

export async function checklistOf(tx: Tx, { client_id, id }: Key): Promise<Ticket['checklist']> {
  const rows = await desk(tx)
    .selectFrom('servicedesk_checklist_item')
    .selectAll()
    .where('client_id', '=', client_id)
    .where('ticket_id', '=', id)
    .orderBy('position')
    .execute()
  return rows.map(({ id: itemId, text, done_at, done_by }) => ({
    id: itemId,
    text,
    done: done_at === null || done_by === null ? null : { by: done_by, at: done_at.toISOString() },
  }))
}

/** `by` null: it is not done after all. */
export async function setDone(tx: Tx, { client_id, id }: Key, itemId: Id, done: { by: string; at: Date } | null): Promise<void> {
  const changed = await desk(tx)
    .updateTable('servicedesk_checklist_item')
    .set({ done_at: done?.at ?? null, done_by: done?.by ?? null })
    .where('client_id', '=', client_id)
    .where('ticket_id', '=', id)
    .where('id', '=', itemId)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) throw new AppError('platform.not-found', { what: 'item of the checklist' })
}
