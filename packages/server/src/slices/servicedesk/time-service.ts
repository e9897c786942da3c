/** Use cases of time: a person's stopwatch on a ticket, and minutes that were not stopped by it. */
import type { NewTimeEntrySchema } from '@mainstay/contract/servicedesk'
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import type { z } from 'zod'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import type { Database, Tx } from '../../platform/database/index.ts'
import { notify } from '../../platform/outbox/index.ts'
import { loadTicket, type TicketRecord } from './store.ts'
import { insertTime, stopTime } from './time-store.ts'

export type TimeService = {
  start(actor: Actor, ticketId: Id, note: string): Promise<void>
  stop(actor: Actor, ticketId: Id, note: string): Promise<void>
  add(actor: Actor, ticketId: Id, entry: z.infer<typeof NewTimeEntrySchema>): Promise<void>
}

export function createTimeService({ database, clock }: { database: Database; clock: Clock }): TimeService {
  const onTicket = (actor: Actor, ticketId: Id, action: string, work: (tx: Tx, ticket: TicketRecord, now: Date) => Promise<object>) => {
    authorise(actor, 'servicedesk.write')
    return database.transaction(scopeOf(actor), async (tx) => {
      const ticket = await loadTicket(tx, ticketId, { lock: false })
      if (ticket === null) throw new AppError('platform.not-found', { what: 'ticket' })
      const [now, clientId] = [clock.now(), ticket.client_id]
      const data = { number: Number(ticket.number), ...(await work(tx, ticket, now)) }
      await recordAudit(tx, { actor, clientId, action: `servicedesk.time-${action}`, subject: ticketId, data, at: now })
      await notify(tx, [{ topic: 'ticket.changed', clientId, deviceId: null }])
    })
  }
  return {
    start: (actor, ticketId, note) =>
      onTicket(actor, ticketId, 'started', async (tx, ticket, now) => {
        const time = { personId: actor.id, personName: actor.name, startedAt: now, endedAt: null, note }
        if (!(await insertTime(tx, ticket, time))) throw new AppError('servicedesk.stopwatch-runs')
        return {}
      }),
    stop: (actor, ticketId, note) =>
      onTicket(actor, ticketId, 'stopped', async (tx, ticket, now) => {
        if (!(await stopTime(tx, ticket, actor.id, note, now))) throw new AppError('servicedesk.stopwatch-stands')
        return {}
      }),
    add: (actor, ticketId, { minutes, note }) =>
      onTicket(actor, ticketId, 'added', async (tx, ticket, now) => {
        const startedAt = new Date(now.getTime() - minutes * 60_000)
        await insertTime(tx, ticket, { personId: actor.id, personName: actor.name, startedAt, endedAt: now, note })
        return { minutes }
      }),
  }
}
