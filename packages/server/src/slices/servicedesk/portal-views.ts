/** Reads tickets for a client's own people: what was said to them, and what is promised. */
import type { PortalTicket, PortalTicketRow, PromiseView, SlaAnswer } from '@mainstay/contract/servicedesk'
import type { Tx } from '../../platform/database/index.ts'
import { attachmentsOf, attachmentWire } from './attachments/store.ts'
import { settingsOf } from './change.ts'
import { answerAt } from './domain/next-deadline.ts'
import { loadEvents, loadMessages, type TicketRecord } from './store.ts'
import { desk } from './tables.ts'

/** Far more than a firm looks at; the newest. */
const MOST = 200

/** `requesterId` null: everybody's. Tickets that watching opened are the provider's own work and not shown. */
export async function listPortalTickets(tx: Tx, { requesterId }: { requesterId: string | null }): Promise<PortalTicketRow[]> {
  let query = desk(tx).selectFrom('servicedesk_ticket').selectAll().where('source', '<>', 'incident')
  if (requesterId !== null) query = query.where('requester_id', '=', requesterId)
  return (await query.orderBy('changed_at', 'desc').orderBy('id').limit(MOST).execute()).map(rowOf)
}

export async function viewPortalTicket(tx: Tx, ticket: TicketRecord, now: Date): Promise<PortalTicket> {
  const { policy, calendar } = await settingsOf(tx, ticket)
  const { response, resolution } = answerAt(await loadEvents(tx, ticket), policy, calendar, now)
  const messages = await loadMessages(tx, ticket)
  const attachments = await attachmentsOf(tx, ticket)
  return {
    ...rowOf(ticket),
    clientId: ticket.client_id,
    zone: calendar.zone,
    assignee: ticket.assignee_name,
    messages: messages
      .filter(({ kind }) => kind === 'reply')
      .map(({ id, at, author, author_name, body }) => ({
        id,
        at: at.toISOString(),
        author,
        authorName: author_name,
        body,
        attachments: attachments.filter((one) => one.messageId === id).map(attachmentWire),
      })),
    waitingFor: ticket.waiting_reason,
    response: promiseOf(response),
    resolution: promiseOf(resolution),
    satisfaction: ticket.satisfaction,
  }
}

function promiseOf(clock: SlaAnswer['response']): PromiseView | null {
  return clock === null ? null : { state: clock.state, deadline: clock.deadline, at: clock.at }
}

function rowOf(ticket: TicketRecord): PortalTicketRow {
  const { id, number, subject, status, requester_name, opened_at, changed_at } = ticket
  return {
    id,
    number: Number(number),
    subject,
    status,
    requester: requester_name,
    openedAt: opened_at.toISOString(),
    changedAt: changed_at.toISOString(),
  }
}
