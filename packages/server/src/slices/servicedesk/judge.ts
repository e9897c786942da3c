/** What whoever asked says of a solution: good or bad, after the resolution, and the mind can change. */
import { AppError } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import type { Actor } from '../../platform/auth/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notify } from '../../platform/outbox/index.ts'
import { isDone } from './domain/ticket.ts'
import { appendEvents, loadEvents, type TicketRecord, updateTicket } from './store.ts'

/** `ticket` is locked. */
export async function judgeTicket(tx: Tx, actor: Actor, ticket: TicketRecord, answer: 'good' | 'bad', at: Date): Promise<void> {
  const number = Number(ticket.number)
  if (!isDone(ticket)) throw new AppError('servicedesk.not-resolved', { number })
  if (ticket.satisfaction === answer) return
  const clientId = ticket.client_id
  await updateTicket(tx, ticket, { satisfaction: answer, satisfaction_at: at })
  const after = (await loadEvents(tx, ticket)).length
  await appendEvents(tx, { key: ticket, after, events: [{ body: { type: 'satisfaction', to: answer }, reason: null }], actor, at })
  await recordAudit(tx, { actor, clientId, action: 'servicedesk.ticket-judged', subject: ticket.id, data: { number, answer }, at })
  await notify(tx, [{ topic: 'ticket.changed', clientId, deviceId: null }])
}
