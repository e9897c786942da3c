/** Time that people spent on a ticket: a stopwatch that runs, or minutes that were written down. */
import type { TimeEntry } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import type { Tx } from '../../platform/database/index.ts'
import { partsOf } from './store.ts'
import { desk } from './tables.ts'

type Key = { client_id: Id; id: Id }
export type NewTime = { personId: string; personName: string; startedAt: Date; endedAt: Date | null; note: string }

/** False when the person's stopwatch runs on this ticket already. */
export async function insertTime(tx: Tx, { client_id, id }: Key, time: NewTime): Promise<boolean> {
  const { personId, personName, startedAt, endedAt, note } = time
  const person = { person_id: personId, person_name: personName }
  const done = await desk(tx)
    .insertInto('servicedesk_time_entry')
    .values({ client_id, id: newId(), ticket_id: id, ...person, started_at: startedAt, ended_at: endedAt, note })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

/** False when none runs. A note that was given now replaces the one given at the start. */
export async function stopTime(tx: Tx, { client_id, id }: Key, personId: string, note: string, at: Date): Promise<boolean> {
  const done = await desk(tx)
    .updateTable('servicedesk_time_entry')
    .set({ ended_at: at, ...(note === '' ? {} : { note }) })
    .where('client_id', '=', client_id)
    .where('ticket_id', '=', id)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

export async function timeOf(tx: Tx, { client_id, id }: Key): Promise<TimeEntry[]> {
  const rows = await desk(tx)
    .selectFrom('servicedesk_time_entry')
    .selectAll()
    .where('client_id', '=', client_id)
    .where('ticket_id', 'in', await partsOf(tx, { client_id, id }))
    .orderBy('started_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    personName: row.person_name,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    note: row.note,
  }))
}
