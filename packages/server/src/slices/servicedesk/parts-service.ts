/** Use cases of how tickets belong together: merging, parent and child, tags. */
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import type { Database, Tx } from '../../platform/database/index.ts'
import { notify } from '../../platform/outbox/index.ts'
import { changeTicket, settingsOf } from './change.ts'
import { answerAt } from './domain/next-deadline.ts'
import { isDone } from './domain/ticket.ts'
import { loadEvents, loadTicket, type TicketRecord, updateTicket } from './store.ts'

export type PartsService = {
  /** The first becomes part of the second: its opening and its first response count there, and it leaves all statistics. */
  merge(actor: Actor, ticketId: Id, into: Id): Promise<void>
  setParent(actor: Actor, ticketId: Id, parentId: Id | null): Promise<void>
  setTags(actor: Actor, ticketId: Id, tags: readonly string[]): Promise<void>
}

/** Deeper trees are not drawn by anybody. */
const MOST_ABOVE = 20

export function createPartsService({ database, clock }: { database: Database; clock: Clock }): PartsService {
  const write = (actor: Actor, work: (tx: Tx, now: Date) => Promise<void>): Promise<void> => {
    authorise(actor, 'servicedesk.write')
    return database.transaction(scopeOf(actor), (tx) => work(tx, clock.now()))
  }
  return {
    merge: (actor, ticketId, into) =>
      write(actor, async (tx, now) => {
        if (ticketId === into) throw new AppError('servicedesk.merge-itself')
        // In one order everywhere, so that two merges at once do not wait for each other.
        const locked = new Map<Id, TicketRecord>()
        for (const id of [ticketId, into].toSorted()) locked.set(id, await lock(tx, id))
        const [from, to] = [locked.get(ticketId), locked.get(into)]
        if (from === undefined || to === undefined || from.client_id !== to.client_id)
          throw new AppError('platform.not-found', { what: 'ticket' })
        for (const one of [from, to])
          if (isDone(one) || one.merged_into !== null) throw new AppError('servicedesk.merge-done', { number: Number(one.number) })
        const { policy, calendar } = await settingsOf(tx, from)
        const events = await loadEvents(tx, from)
        const { response } = answerAt(events, policy, calendar, now)
        const earlier = events.flatMap(({ body }) => (body.type === 'merged' ? [body.openedAt] : []))
        const openedAt = [from.opened_at.toISOString(), ...earlier].toSorted()[0] ?? from.opened_at.toISOString()
        const merged = { type: 'merged' as const, number: Number(from.number), openedAt, respondedAt: response?.at ?? null }
        await changeTicket(tx, actor, into, { command: { kind: 'merge', merged } }, now)
        const command = { kind: 'status' as const, to: { status: 'closed' as const, reason: `Merged into #${to.number}` } }
        await changeTicket(tx, actor, ticketId, { command, columns: { merged_into: into } }, now)
      }),
    setParent: (actor, ticketId, parentId) =>
      write(actor, async (tx, at) => {
        const ticket = await lock(tx, ticketId)
        if (parentId !== null) await refuseCircle(tx, ticket, parentId)
        await updateTicket(tx, ticket, { parent_id: parentId })
        await record(tx, actor, ticket, 'parent-set', { parentId }, at)
      }),
    setTags: (actor, ticketId, tags) =>
      write(actor, async (tx, at) => {
        const ticket = await lock(tx, ticketId)
        const sorted = [...new Set(tags)].toSorted()
        await updateTicket(tx, ticket, { tags: sorted })
        await record(tx, actor, ticket, 'tags-set', { tags: sorted }, at)
      }),
  }
}

async function lock(tx: Tx, id: Id): Promise<TicketRecord> {
  const ticket = await loadTicket(tx, id, { lock: true })
  if (ticket === null) throw new AppError('platform.not-found', { what: 'ticket' })
  return ticket
}

async function refuseCircle(tx: Tx, ticket: TicketRecord, parentId: Id): Promise<void> {
  let at: Id | null = parentId
  for (let n = 0; at !== null; n++) {
    if (at === ticket.id || n > MOST_ABOVE) throw new AppError('servicedesk.parent-circle')
    const above: TicketRecord | null = await loadTicket(tx, at, { lock: false })
    if (above === null || above.client_id !== ticket.client_id) throw new AppError('platform.not-found', { what: 'ticket' })
    at = above.parent_id
  }
}

async function record(tx: Tx, actor: Actor, ticket: TicketRecord, what: string, data: object, at: Date): Promise<void> {
  const clientId = ticket.client_id
  await recordAudit(tx, {
    actor,
    clientId,
    action: `servicedesk.${what}`,
    subject: ticket.id,
    data: { number: Number(ticket.number), ...data },
    at,
  })
  await notify(tx, [{ topic: 'ticket.changed', clientId, deviceId: null }])
}
