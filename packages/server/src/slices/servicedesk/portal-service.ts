/** Use cases of a client's own people: their tickets, opening one, answering, judging it. Managers see their firm's, others their own. */
import type { NewPortalTicket, PortalTicket, PortalTicketRow } from '@mainstay/contract/servicedesk'
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import { changeTicket, type Opening, openTicket, settingsOf, stateOf } from './change.ts'
import { isDone, mayReopen } from './domain/ticket.ts'
import { listPortalTickets, viewPortalTicket } from './portal-views.ts'
import type { DeskClient, DeskPorts } from './ports.ts'
import { judgeTicket } from './judge.ts'
import { lastOfMerged, loadTicket, takeNumber, type TicketRecord } from './store.ts'

export type PortalService = {
  list(actor: Actor): Promise<PortalTicketRow[]>
  get(actor: Actor, ticketId: Id): Promise<PortalTicket>
  open(actor: Actor, clientId: Id, input: NewPortalTicket): Promise<PortalTicket>
  /** Reopens what was resolved, or, when that is too long ago, opens a new ticket that names it; the answer is the ticket that has the reply. */
  reply(actor: Actor, ticketId: Id, body: string): Promise<PortalTicket>
  judge(actor: Actor, ticketId: Id, answer: 'good' | 'bad'): Promise<PortalTicket>
}

type Deps = { database: Database; clock: Clock; ports: Pick<DeskPorts, 'clientOf'> }

export function createPortalService({ database, clock, ports }: Deps): PortalService {
  const clientOf = async (clientId: Id): Promise<DeskClient> => {
    const client = await ports.clientOf(clientId)
    if (client === null) throw new AppError('platform.not-found', { what: 'client' })
    return client
  }
  const own = async (tx: Tx, actor: Actor, ticketId: Id, lock: boolean): Promise<TicketRecord> => {
    const ticket = await loadTicket(tx, ticketId, { lock })
    if (ticket === null || !mayRead(actor, ticket)) throw new AppError('platform.not-found', { what: 'ticket' })
    return ticket
  }
  const get = async (actor: Actor, ticketId: Id): Promise<PortalTicket> => {
    authorise(actor, 'portal.tickets')
    return database.transaction(scopeOf(actor), async (tx) => viewPortalTicket(tx, await own(tx, actor, ticketId, false), clock.now()))
  }
  const opened = async (actor: Actor, o: Omit<Opening, 'number'>): Promise<PortalTicket> => {
    const number = await takeNumber(database)
    const id = await database.transaction(oneClient(o.client.id), (tx) => openTicket(tx, actor, { ...o, number }, clock.now()))
    if (id === null) throw new Error('a ticket without an incident met another')
    return get(actor, id)
  }
  return {
    get,
    list: async (actor) => {
      authorise(actor, 'portal.tickets')
      return database.transaction(scopeOf(actor), (tx) => listPortalTickets(tx, { requesterId: seesAll(actor) ? null : actor.id }))
    },
    open: async (actor, clientId, { subject, body, workStopped }) => {
      needsClient(actor)
      authorise(actor, 'portal.tickets', clientId)
      return opened(actor, {
        client: await clientOf(clientId),
        source: 'portal',
        subject,
        priority: workStopped ? 'urgent' : 'normal',
        ...from(actor, body),
        previousId: null,
      })
    },
    reply: async (actor, ticketId, body) => {
      needsClient(actor)
      authorise(actor, 'portal.tickets')
      const late = await database.transaction(scopeOf(actor), async (tx) => {
        const ticket = await own(tx, actor, ticketId, true)
        const target = await lastOfMerged(tx, ticketId)
        const goesOn = target === ticketId ? ticket : await loadTicket(tx, target, { lock: true })
        if (goesOn === null) throw new AppError('platform.not-found', { what: 'ticket' })
        const { policy, calendar } = await settingsOf(tx, goesOn)
        const now = clock.now()
        if (isDone(goesOn) && !mayReopen(stateOf(goesOn), now, { policy, zone: calendar.zone })) return goesOn
        const message = { kind: 'reply' as const, author: 'customer' as const, authorName: actor.name, body }
        await changeTicket(tx, actor, target, { command: { kind: 'reply', author: 'customer' }, message }, now)
        return null
      })
      if (late === null) return get(actor, ticketId)
      const { subject, priority } = late
      const client = await clientOf(late.client_id)
      return opened(actor, { client, source: 'portal', subject, priority, ...from(actor, body), previousId: late.id })
    },
    judge: async (actor, ticketId, answer) => {
      needsClient(actor)
      authorise(actor, 'portal.tickets')
      await database.transaction(scopeOf(actor), async (tx) => {
        await judgeTicket(tx, actor, await own(tx, actor, ticketId, true), answer, clock.now())
      })
      return get(actor, ticketId)
    },
  }
}

function from({ id, name }: Actor, body: string) {
  return { requester: { id, name }, deviceId: null, incidentId: null, message: { author: 'customer' as const, name, body } }
}

export function mayRead(actor: Actor, { requester_id }: TicketRecord): boolean {
  return seesAll(actor) || requester_id === actor.id
}

function seesAll(actor: Actor): boolean {
  return actor.permissions.has('portal.all-tickets')
}

/** What a client says comes from the client's people: an owner who tries the portal is not one of them. */
function needsClient(actor: Actor): void {
  if (actor.kind !== 'client') throw new AppError('servicedesk.for-clients')
}
