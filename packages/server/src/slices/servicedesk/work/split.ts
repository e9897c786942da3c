/** Splits a ticket: what was said in one message becomes a ticket of its own, and the promise counts from when it was said. */
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { type Actor, authorise, scopeOf } from '../../../platform/auth/index.ts'
import type { Database } from '../../../platform/database/index.ts'
import { changeTicket, openTicket } from '../change.ts'
import type { DeskPorts } from '../ports.ts'
import { loadMessages, loadTicket, takeNumber } from '../store.ts'

type Deps = { database: Database; clock: Clock; ports: Pick<DeskPorts, 'clientOf'> }

/** The new ticket. Throws not-found for a message of another ticket, servicedesk.split-note for what no customer said, servicedesk.merged. */
export async function splitTicket(
  { database, clock, ports }: Deps,
  actor: Actor,
  ticketId: Id,
  { messageId, subject }: { messageId: Id; subject: string },
): Promise<Id> {
  authorise(actor, 'servicedesk.write')
  const before = await database.transaction(scopeOf(actor), (tx) => loadTicket(tx, ticketId, { lock: false }))
  const client = before === null ? null : await ports.clientOf(before.client_id)
  if (before === null || client === null) throw new AppError('platform.not-found', { what: 'ticket' })
  const number = await takeNumber(database)
  return database.transaction(scopeOf(actor), async (tx) => {
    const ticket = await loadTicket(tx, ticketId, { lock: true })
    if (ticket === null) throw new AppError('platform.not-found', { what: 'ticket' })
    if (ticket.merged_into !== null) throw new AppError('servicedesk.merged', { number: Number(ticket.number) })
    const message = (await loadMessages(tx, ticket)).find(({ id }) => id === messageId)
    if (message === undefined) throw new AppError('platform.not-found', { what: 'message' })
    if (message.author !== 'customer') throw new AppError('servicedesk.split-note')
    const now = clock.now()
    const requester = { id: ticket.requester_id, name: ticket.requester_name, address: ticket.requester_address }
    const opening = { client, number, source: ticket.source, subject, priority: ticket.priority, requester, askedAt: message.at }
    const links = { deviceId: ticket.device_id, incidentId: null, previousId: ticketId }
    const said = { author: 'customer' as const, name: message.author_name, body: message.body }
    // Of an incident there is one ticket; what is split off it was asked for by a person.
    const source = ticket.source === 'incident' ? ('phone' as const) : opening.source
    const id = await openTicket(tx, actor, { ...opening, source, ...links, message: said }, now)
    if (id === null) throw new Error('a ticket without an incident met another')
    const body = `What ${message.author_name} said goes on as ticket #${number}. Files stay here.`
    const note = { kind: 'note' as const, author: 'system' as const, authorName: actor.name, body }
    await changeTicket(tx, actor, ticketId, { command: { kind: 'note', author: 'system' }, message: note }, now)
    return id
  })
}
