/** Tickets that recur: opened in the night of their day in the client's zone; of what was missed only the newest. */
import type { NewRecurring, Recurring } from '@mainstay/contract/servicedesk'
import { addDays, AppError, type Clock, dayIn, type Id, newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import { recordAudit } from '../../../platform/audit/index.ts'
import { type Actor, authorise, systemActor } from '../../../platform/auth/index.ts'
import { type Database, EVERY_CLIENT, oneClient, type Tx } from '../../../platform/database/index.ts'
import { openTicket } from '../change.ts'
import { nextOn } from '../domain/recurring.ts'
import type { DeskPorts } from '../ports.ts'
import { takeNumber } from '../store.ts'
import { desk } from '../tables.ts'

type Deps = { database: Database; clock: Clock; ports: Pick<DeskPorts, 'clientOf'> }

export type RecurringService = {
  list(actor: Actor, clientId: Id): Promise<Recurring[]>
  add(actor: Actor, clientId: Id, work: NewRecurring): Promise<Recurring[]>
  remove(actor: Actor, clientId: Id, id: Id): Promise<Recurring[]>
}

export function createRecurringService({ database, clock, ports }: Deps): RecurringService {
  const change = (actor: Actor, clientId: Id, what: string, work: (tx: Tx, at: Date) => Promise<Id>): Promise<Recurring[]> => {
    authorise(actor, 'servicedesk.write', clientId)
    const at = clock.now()
    return database.transaction(oneClient(clientId), async (tx) => {
      const subject = await work(tx, at)
      await recordAudit(tx, { actor, clientId, action: `servicedesk.recurring-${what}`, subject, data: {}, at })
      return load(tx, clientId)
    })
  }
  return {
    list: async (actor, clientId) => {
      authorise(actor, 'servicedesk.read', clientId)
      return database.transaction(oneClient(clientId), (tx) => load(tx, clientId))
    },
    add: async (actor, clientId, { firstOn, every, ...work }) => {
      authorise(actor, 'servicedesk.write', clientId)
      const client = await ports.clientOf(clientId)
      if (client === null) throw new AppError('platform.not-found', { what: 'client' })
      return change(actor, clientId, 'added', async (tx, at) => {
        const id = newId(at.getTime())
        // A first day that is over is none: nobody asks for tickets of last year.
        const next_on = nextOn(firstOn, every, addDays(dayIn(at, client.zone), -1))
        const row = { client_id: clientId, id, ...work, every, first_on: firstOn, next_on, set_at: at, set_by: actor.name }
        await desk(tx).insertInto('servicedesk_recurring').values(row).execute()
        return id
      })
    },
    remove: (actor, clientId, id) =>
      change(actor, clientId, 'removed', async (tx) => {
        const done = await desk(tx)
          .deleteFrom('servicedesk_recurring')
          .where('client_id', '=', clientId)
          .where('id', '=', id)
          .executeTakeFirst()
        if (done.numDeletedRows === 0n) throw new AppError('platform.not-found', { what: 'recurring ticket' })
        return id
      }),
  }
}

/** To be called each hour. How many were opened. */
export async function openRecurring({ database, clock, ports }: Deps): Promise<number> {
  const now = clock.now()
  // In the zone that is furthest ahead it is tomorrow already.
  const due = await database.transaction(EVERY_CLIENT, (tx) =>
    desk(tx)
      .selectFrom('servicedesk_recurring')
      .select(['client_id', 'id', sql<string>`next_on::text`.as('next_on')])
      .where('next_on', '<=', addDays(dayIn(now, 'UTC'), 1))
      .execute(),
  )
  let opened = 0
  for (const { client_id, id, next_on } of due) {
    const client = await ports.clientOf(client_id)
    if (client === null || next_on > dayIn(now, client.zone)) continue
    const number = await takeNumber(database)
    const done = await database.transaction(oneClient(client_id), async (tx) => {
      const work = await lock(tx, client_id, id)
      const today = dayIn(now, client.zone)
      // Another instance was here meanwhile.
      if (work === null || work.next_on > today) return false
      const { subject, body, priority, tags, checklist } = work
      const actor = systemActor('recurring', [client_id], ['servicedesk.write'])
      await openTicket(
        tx,
        actor,
        {
          client,
          number,
          source: 'recurring',
          subject,
          priority,
          tags,
          checklist,
          requester: { id: null, name: work.set_by },
          deviceId: null,
          incidentId: null,
          previousId: null,
          message: { author: 'system', name: work.set_by, body },
        },
        now,
      )
      await desk(tx)
        .updateTable('servicedesk_recurring')
        .set({ next_on: nextOn(work.first_on, work.every, today) })
        .where('client_id', '=', client_id)
        .where('id', '=', id)
        .execute()
      return true
    })
    if (done) opened++
  }
  return opened
}

function rows(tx: Tx, clientId: Id) {
  return desk(tx)
    .selectFrom('servicedesk_recurring')
    .selectAll()
    .select([sql<string>`first_on::text`.as('first_on'), sql<string>`next_on::text`.as('next_on')])
    .where('client_id', '=', clientId)
}

async function lock(tx: Tx, clientId: Id, id: Id) {
  return (await rows(tx, clientId).where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
}

async function load(tx: Tx, clientId: Id): Promise<Recurring[]> {
  const all = await rows(tx, clientId).orderBy('servicedesk_recurring.next_on').orderBy('id').execute()
  return all.map(({ id, subject, body, priority, tags, checklist, every, first_on, next_on, set_by }) => ({
    id,
    subject,
    body,
    priority,
    tags,
    checklist,
    every,
    firstOn: first_on,
    nextOn: next_on,
    setBy: set_by,
  }))
}
