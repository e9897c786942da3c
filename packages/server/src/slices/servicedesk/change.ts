/** Opens and changes tickets: state, events, messages, the next deadline, audit and notices in one transaction. */
import type { NewPortalTicket, TicketPriority, TicketSource } from '@mainstay/contract/servicedesk'
import { AppError, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import type { Actor } from '../../platform/auth/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import type { KeptAttachment } from './attachments/keep.ts'
import { insertChecklist } from './work/checklist.ts'
import { insertAttachments } from './attachments/store.ts'
import { compiledHours } from './domain/compiled-hours.ts'
import { nextWarning } from './domain/warning.ts'
import { answerAt, isPaused, nextDeadline, type Timed } from './domain/next-deadline.ts'
import { type Author, type Command, decide, type NewEvent, type Problem, type TicketState } from './domain/ticket.ts'
import type { DeskClient } from './ports.ts'
import { currentSettings, loadSettings, type Settings } from './settings-store.ts'
import {
  appendEvents,
  insertMessage,
  insertTicket,
  loadEvents,
  loadTicket,
  type NewStoredMessage,
  type TicketRecord,
  updateTicket,
} from './store.ts'
import type { Basis } from './tables.ts'

export type Opening = Pick<NewPortalTicket, 'subject'> & {
  client: DeskClient
  number: number
  source: TicketSource
  priority: TicketPriority
  requester: { id: string | null; name: string; address?: string | null }
  deviceId: Id | null
  incidentId: Id | null
  previousId: Id | null
  recommendationId?: Id
  tags?: readonly string[]
  checklist?: readonly string[]
  /** When it was asked for, where that was earlier: the promise counts from then. */
  askedAt?: Date
  /** What it opens with. */
  message: { author: Author; name: string; body: string; attachments?: readonly KeptAttachment[] }
}

/** The new ticket's id; null where the incident has a ticket already. */
export async function openTicket(tx: Tx, actor: Actor, o: Opening, now: Date): Promise<Id | null> {
  const id = newId(now.getTime())
  const key = { client_id: o.client.id, id }
  const settings = await currentSettings(tx, o.client, now)
  const openedAt = o.askedAt ?? now
  const events: NewEvent[] = [{ body: { type: 'opened', priority: o.priority }, reason: null }]
  const inserted = await insertTicket(tx, {
    ...key,
    number: o.number,
    subject: o.subject,
    status: 'new',
    waiting_reason: null,
    priority: o.priority,
    source: o.source,
    requester_id: o.requester.id,
    requester_name: o.requester.name,
    assignee_id: null,
    assignee_name: null,
    device_id: o.deviceId,
    incident_id: o.incidentId,
    recommendation_id: o.recommendationId ?? null,
    previous_id: o.previousId,
    requester_address: o.requester.address ?? null,
    tags: [...(o.tags ?? [])],
    merged_into: null,
    parent_id: null,
    opened_at: openedAt,
    changed_at: now,
    resolved_at: null,
    satisfaction: null,
    satisfaction_at: null,
    ...clockColumns({ status: 'new' }, timed(events, openedAt), settings, now),
  })
  if (!inserted) return null
  await appendEvents(tx, { key, after: 0, events, actor, at: openedAt })
  const { author, name, body, attachments } = o.message
  const messageId = await insertMessage(tx, key, { seq: 1, kind: 'reply', author, authorName: name, body }, openedAt)
  await insertChecklist(tx, key, o.checklist ?? [])
  await insertAttachments(tx, key, messageId, attachments ?? [])
  const data = { number: o.number, source: o.source, priority: o.priority }
  await recordAudit(tx, { actor, clientId: o.client.id, action: 'servicedesk.ticket-opened', subject: id, data, at: now })
  await publish(tx, { topic: 'ticket.opened', clientId: o.client.id, payload: { ticketId: id, ...data }, at: now })
  return id
}

export type Change = {
  command: Command
  message?: Omit<NewStoredMessage, 'seq'> & { attachments?: readonly KeptAttachment[] }
  columns?: Partial<Pick<TicketRecord, 'assignee_id' | 'assignee_name' | 'merged_into'>>
}

/** Throws what the domain refuses, and not-found for a ticket that is not in scope. */
export async function changeTicket(tx: Tx, actor: Actor, ticketId: Id, change: Change, clockNow: Date): Promise<TicketRecord> {
  const ticket = await loadTicket(tx, ticketId, { lock: true })
  if (ticket === null) throw new AppError('platform.not-found', { what: 'ticket' })
  // What was merged goes on in the other: two conversations of one thing would each be half.
  if (ticket.merged_into !== null) throw new AppError('servicedesk.merged', { number: Number(ticket.number) })
  const [events, settings] = [await loadEvents(tx, ticket), await settingsOf(tx, ticket)]
  // Clocks of two instances differ: what comes later in the log is never earlier.
  const now = new Date(Math.max(clockNow.getTime(), events.at(-1)?.at.getTime() ?? 0))
  const terms = { policy: settings.policy, zone: settings.calendar.zone }
  const decision = decide(stateOf(ticket), change.command, now, terms)
  if (!decision.ok) throw refusal(decision.error, ticket, settings)
  const { state, events: more } = decision.value
  const clock = clockColumns(state, [...events, ...timed(more, now)], settings, now)
  await updateTicket(tx, ticket, {
    status: state.status,
    waiting_reason: state.waitingReason,
    priority: state.priority,
    resolved_at: state.resolvedAt,
    changed_at: now,
    ...clock,
    ...change.columns,
  })
  await appendEvents(tx, { key: ticket, after: events.length, events: more, actor, at: now })
  await say(tx, ticket, change.message, events.length + 1, now)
  await tell(tx, actor, ticket, state, change, more, now)
  return { ...ticket, status: state.status }
}

/** What is said to whoever asked goes out as mail by its event. */
async function say(tx: Tx, ticket: TicketRecord, message: Change['message'], seq: number, at: Date): Promise<void> {
  if (message === undefined) return
  const { attachments = [], ...rest } = message
  const messageId = await insertMessage(tx, ticket, { ...rest, seq }, at)
  await insertAttachments(tx, ticket, messageId, attachments)
  if (message.kind !== 'reply' || message.author === 'customer') return
  await publish(tx, { topic: 'ticket.replied', clientId: ticket.client_id, payload: { ticketId: ticket.id, messageId }, at })
}

/** What was said is not in the audit log; that it was said is. */
async function tell(
  tx: Tx,
  actor: Actor,
  ticket: TicketRecord,
  state: TicketState,
  { command }: Change,
  events: NewEvent[],
  at: Date,
): Promise<void> {
  const clientId = ticket.client_id
  const reason = events.find((one) => one.reason !== null)?.reason ?? null
  const data = { number: Number(ticket.number), status: state.status, priority: state.priority, ...(reason === null ? {} : { reason }) }
  await recordAudit(tx, { actor, clientId, action: `servicedesk.ticket-${ACTIONS[command.kind]}`, subject: ticket.id, data, at })
  const became = state.status !== ticket.status && state.status === 'resolved' ? 'ticket.resolved' : 'ticket.changed'
  await publish(tx, { topic: became, clientId, payload: { ticketId: ticket.id, status: state.status }, at })
}

const ACTIONS: Record<Command['kind'], string> = {
  reply: 'replied',
  note: 'noted',
  status: 'status-set',
  priority: 'priority-set',
  assign: 'assigned',
  merge: 'merged',
}

export async function settingsOf(tx: Tx, ticket: Pick<TicketRecord, 'client_id' | 'settings_version'>): Promise<Settings> {
  const settings = await loadSettings(tx, ticket.client_id, ticket.settings_version)
  if (settings === null) throw new Error('a ticket names hours and targets that are not there')
  return settings
}

export function stateOf({ status, waiting_reason, priority, resolved_at }: TicketRecord): TicketState {
  return { status, waitingReason: waiting_reason, priority, resolvedAt: resolved_at }
}

/** The queue's columns, and what they were made from. */
export function clockColumns(state: Pick<TicketState, 'status'>, events: readonly Timed[], settings: Settings, now: Date) {
  const { policy, calendar, version } = settings
  const { response, resolution, breaches } = answerAt(events, policy, calendar, now)
  const next = nextDeadline({ response, resolution, breaches, ledger: [] }, isPaused(state, policy))
  const warning = nextWarning(next, { response, resolution }, compiledHours(calendar), Math.ceil(now.getTime() / 1000))
  const basis: Basis = { at: now.toISOString(), settingsVersion: version, response, resolution, breaches }
  return {
    settings_version: version,
    next_clock: next?.clock ?? null,
    next_deadline: next?.deadline ?? null,
    next_warning_at: warning?.at ?? null,
    next_warning_share: warning?.share ?? null,
    breached: breaches.length > 0,
    basis: JSON.stringify(basis),
  }
}

function timed(events: readonly NewEvent[], at: Date): Timed[] {
  return events.map(({ body }) => ({ at, body }))
}

function refusal(problem: Problem, ticket: TicketRecord, { policy }: Settings): AppError {
  const data = { number: Number(ticket.number) }
  return new AppError(`servicedesk.${problem}`, problem === 'reopen-window-over' ? { ...data, days: policy.reopenWindowDays } : data)
}
