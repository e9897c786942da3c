/** Use cases of the provider's people: the queue, opening by phone, answering, status, priority, who has it. */
import type {
  NewMessage,
  NewTicket,
  Ticket,
  TicketList,
  TicketListQuery,
  TicketPriority,
  TicketStatusChange,
} from '@mainstay/contract/servicedesk'
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { type Change, changeTicket, openTicket } from './change.ts'
import type { Author } from './domain/ticket.ts'
import { type Sent, sentOf } from './mail-out/store.ts'
import type { DeskPorts } from './ports.ts'
import { loadTicket, takeNumber } from './store.ts'
import { hasDevice, listTickets, viewTicket } from './views.ts'

export type Assignee = { id: Id; name: string }

export type DeskService = {
  list(actor: Actor, query: TicketListQuery): Promise<TicketList>
  get(actor: Actor, ticketId: Id): Promise<Ticket>
  /** By phone, or at the desk. */
  open(actor: Actor, clientId: Id, input: NewTicket): Promise<Ticket>
  say(actor: Actor, ticketId: Id, message: NewMessage): Promise<Ticket>
  setStatus(actor: Actor, ticketId: Id, to: TicketStatusChange): Promise<Ticket>
  setPriority(actor: Actor, ticketId: Id, to: TicketPriority): Promise<Ticket>
  assign(actor: Actor, ticketId: Id, personId: Id | null): Promise<Ticket>
  /** Who may work on the client's tickets. */
  assignees(actor: Actor, clientId: Id): Promise<Assignee[]>
}

export type DeskDeps = { database: Database; clock: Clock; ports: DeskPorts }

export function createDeskService({ database, clock, ports }: DeskDeps): DeskService {
  const get = async (actor: Actor, ticketId: Id): Promise<Ticket> => {
    authorise(actor, 'servicedesk.read')
    const found = await database.transaction(scopeOf(actor), async (tx) => {
      const ticket = await viewTicket(tx, ticketId, clock.now())
      return ticket === null ? null : { ticket, sent: await sentOf(tx, { client_id: ticket.clientId, id: ticketId }) }
    })
    if (found === null) throw new AppError('platform.not-found', { what: 'ticket' })
    return withMail(ports, found.ticket, found.sent)
  }
  const change = async (actor: Actor, ticketId: Id, what: Change): Promise<Ticket> => {
    authorise(actor, 'servicedesk.write')
    await database.transaction(scopeOf(actor), (tx) => changeTicket(tx, actor, ticketId, what, clock.now()))
    return get(actor, ticketId)
  }
  const assigneesOf = async (clientId: Id): Promise<Assignee[]> =>
    (await ports.staff()).filter(({ clients }) => clients === 'all' || clients.includes(clientId)).map(({ id, name }) => ({ id, name }))
  return {
    get,
    list: async (actor, query) => {
      authorise(actor, 'servicedesk.read', query.clientId)
      return database.transaction(scopeOf(actor, query.clientId), (tx) => listTickets(tx, query, actor.id, clock.now()))
    },
    open: async (actor, clientId, { subject, body, priority, requester, requesterAddress, deviceId, tags, checklist }) => {
      authorise(actor, 'servicedesk.write', clientId)
      const client = await ports.clientOf(clientId)
      if (client === null) throw new AppError('platform.not-found', { what: 'client' })
      if (deviceId !== undefined && !(await database.transaction(oneClient(clientId), (tx) => hasDevice(tx, clientId, deviceId))))
        throw new AppError('platform.not-found', { what: 'device' })
      const number = await takeNumber(database)
      const opening = {
        client,
        number,
        source: 'phone' as const,
        subject,
        priority,
        requester: { id: null, name: requester, address: requesterAddress ?? null },
      }
      const links = { deviceId: deviceId ?? null, incidentId: null, previousId: null, tags: tags ?? [], checklist: checklist ?? [] }
      const message = { author: 'customer' as const, name: requester, body }
      const id = await database.transaction(oneClient(clientId), (tx) =>
        openTicket(tx, actor, { ...opening, ...links, message }, clock.now()),
      )
      if (id === null) throw new Error('a ticket without an incident met another')
      return get(actor, id)
    },
    say: async (actor, ticketId, { kind, body, next }) => {
      const author = authorOf(actor)
      const message = { kind, author, authorName: actor.name, body }
      return change(actor, ticketId, { command: { kind, author, next }, message })
    },
    setStatus: (actor, ticketId, to) => change(actor, ticketId, { command: { kind: 'status', to } }),
    setPriority: (actor, ticketId, to) => change(actor, ticketId, { command: { kind: 'priority', to } }),
    assign: async (actor, ticketId, personId) => {
      authorise(actor, 'servicedesk.write')
      const ticket = await database.transaction(scopeOf(actor), (tx) => loadTicket(tx, ticketId, { lock: false }))
      if (ticket === null) throw new AppError('platform.not-found', { what: 'ticket' })
      const person = personId === null ? null : (await assigneesOf(ticket.client_id)).find(({ id }) => id === personId)
      if (person === undefined) throw new AppError('servicedesk.not-assignable')
      const columns = { assignee_id: person?.id ?? null, assignee_name: person?.name ?? null }
      return change(actor, ticketId, { command: { kind: 'assign', to: person?.name ?? 'nobody' }, columns })
    },
    assignees: async (actor, clientId) => {
      authorise(actor, 'servicedesk.read', clientId)
      return assigneesOf(clientId)
    },
  }
}

/** Beside each answer that went out as mail, what became of it. */
async function withMail({ mailStates }: Pick<DeskPorts, 'mailStates'>, ticket: Ticket, sent: readonly Sent[]): Promise<Ticket> {
  if (sent.length === 0) return ticket
  const known = await mailStates(
    ticket.clientId,
    sent.map(({ deliveryId, deliveryAt }) => ({ id: deliveryId, receivedAt: deliveryAt })),
  )
  const mails = new Map(
    sent.map(({ messageId, recipient, deliveryId }) => {
      const { state = 'delivered' as const, lastReply: detail = null } = known.get(deliveryId) ?? {}
      return [messageId, { to: recipient, state, detail }]
    }),
  )
  return { ...ticket, messages: ticket.messages.map((one) => ({ ...one, mail: mails.get(one.id) ?? null })) }
}

/** A response is a person's: what a token sends is no answer to the clock (design: semantics, 2.4). */
function authorOf({ kind }: Actor): Author {
  return kind === 'staff' || kind === 'signer' ? 'technician' : 'system'
}
