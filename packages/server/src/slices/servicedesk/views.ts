/** Reads tickets: the queue by time left, and one ticket with its conversation and its clock as of now. */
import type { Ticket, TicketList, TicketListQuery, TicketRow } from '@mainstay/contract/servicedesk'
import type { Id } from '@mainstay/kernel'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { attachmentsOf, attachmentWire } from './attachments/store.ts'
import { checklistOf } from './work/checklist.ts'
import { settingsOf } from './change.ts'
import { answerAt, ifResumed, isPaused } from './domain/next-deadline.ts'
import { loadEvents, loadMessages, loadTicket, type StoredEvent, type TicketRecord } from './store.ts'
import { timeOf } from './time-store.ts'

/** The device that a ticket is about must be the client's. */
export async function hasDevice(tx: Tx, clientId: Id, deviceId: Id): Promise<boolean> {
  const { rows } = await sql`select 1 from devices_device where client_id = ${clientId} and id = ${deviceId}`.execute(tx)
  return rows.length > 0
}

type ListRow = {
  client_id: Id
  id: Id
  client_name: string
  number: string
  subject: string
  status: TicketRow['status']
  priority: TicketRow['priority']
  source: TicketRow['source']
  requester_name: string
  assignee_id: Id | null
  assignee_name: string | null
  opened_at: Date
  changed_at: Date
  next_clock: 'response' | 'resolution' | null
  next_deadline: Date | null
  breached: boolean
  tags: string[]
  total: number
}

const COLUMNS = sql`t.client_id, t.id, c.name as client_name, t.number, t.subject, t.status, t.priority, t.source, t.requester_name,
  t.assignee_id, t.assignee_name, t.opened_at, t.changed_at, t.next_clock, t.next_deadline, t.breached, t.tags`

/** `me` is whose `mine` is meant. What has no running clock comes last, the oldest first. */
export async function listTickets(tx: Tx, query: TicketListQuery, me: string, now: Date): Promise<TicketList> {
  const client = query.clientId === undefined ? sql`true` : sql`t.client_id = ${query.clientId}`
  const from = sql`servicedesk_ticket t join clients_client c on c.client_id = t.client_id`
  const where = sql`${client} and ${inView(query.view, me)} and ${matching(query.q)} and ${tagged(query.tag)}`
  const { rows } = await sql<ListRow>`select ${COLUMNS} from ${from} where ${where}
    order by ${ORDERS[query.sort]}, t.opened_at, t.id limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(tx)
  const { rows: totals } = await sql<{ total: number }>`select count(*)::int as total from ${from} where ${where}`.execute(tx)
  const { rows: counted } = await sql<TicketList['counts']>`select count(*)::int as open,
      (count(*) filter (where t.assignee_id::text = ${me}))::int as mine,
      (count(*) filter (where t.assignee_id is null))::int as unassigned,
      (count(*) filter (where t.status in ('waiting-customer', 'waiting-third-party')))::int as waiting,
      (count(*) filter (where t.next_deadline < ${now}))::int as overdue
    from servicedesk_ticket t where ${client} and t.status not in ('resolved', 'closed')`.execute(tx)
  return {
    rows: rows.map((row) => rowOf(row, now)),
    total: totals[0]?.total ?? 0,
    counts: counted[0] ?? { open: 0, mine: 0, unassigned: 0, waiting: 0, overdue: 0 },
  }
}

const ORDERS: Record<TicketListQuery['sort'], RawBuilder<unknown>> = {
  timeLeft: sql`t.next_deadline asc nulls last`,
  opened: sql`t.opened_at desc`,
  changed: sql`t.changed_at desc`,
}

function inView(view: TicketListQuery['view'], me: string): RawBuilder<unknown> {
  const open = sql`t.status not in ('resolved', 'closed')`
  switch (view) {
    case 'open':
      return open
    case 'mine':
      return sql`${open} and t.assignee_id::text = ${me}`
    case 'unassigned':
      return sql`${open} and t.assignee_id is null`
    case 'waiting':
      return sql`t.status in ('waiting-customer', 'waiting-third-party')`
    case 'done':
      return sql`t.status in ('resolved', 'closed')`
  }
}

function tagged(tag: string | undefined): RawBuilder<unknown> {
  return tag === undefined ? sql`true` : sql`${tag} = any (t.tags)`
}

function matching(q: string | undefined): RawBuilder<unknown> {
  if (q === undefined || q === '') return sql`true`
  const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(t.subject ilike ${part} or t.requester_name ilike ${part} or t.number::text = ${q.replace(/^#/, '')})`
}

/** Null where there is none in scope. */
export async function viewTicket(tx: Tx, id: Id, now: Date): Promise<Ticket | null> {
  const { rows } = await sql<ListRow>`select ${COLUMNS} from servicedesk_ticket t join clients_client c on c.client_id = t.client_id
    where t.id = ${id}`.execute(tx)
  const [row] = rows
  const ticket = await loadTicket(tx, id, { lock: false })
  if (row === undefined || ticket === null) return null
  const settings = await settingsOf(tx, ticket)
  const events = await loadEvents(tx, ticket)
  const messages = await loadMessages(tx, ticket)
  const attachments = await attachmentsOf(tx, ticket)
  const { policy, calendar } = settings
  const resumed = isPaused(ticket, policy) ? ifResumed(events, policy, calendar, now) : null
  return {
    ...rowOf(row, now),
    deviceId: ticket.device_id,
    incidentId: ticket.incident_id,
    previousId: ticket.previous_id,
    requesterAddress: ticket.requester_address,
    mergedInto: ticket.merged_into,
    ...(await familyOf(tx, ticket)),
    messages: messages.map(({ id: messageId, at, kind, author, author_name, body }) => ({
      id: messageId,
      at: at.toISOString(),
      kind,
      author,
      authorName: author_name,
      body,
      attachments: attachments.filter((one) => one.messageId === messageId).map(attachmentWire),
      mail: null,
    })),
    changes: events.filter(({ body }) => body.type !== 'reply').map(changeOf),
    time: await timeOf(tx, ticket),
    sla: answerAt(events, policy, calendar, now),
    ifResumed: resumed?.toISOString() ?? null,
    settingsVersion: settings.version,
    satisfaction: ticket.satisfaction,
    checklist: await checklistOf(tx, ticket),
  }
}

type Relative = { id: Id; number: string; subject: string; status: TicketRow['status'] }

async function familyOf(tx: Tx, { client_id, id, parent_id }: TicketRecord): Promise<Pick<Ticket, 'parent' | 'children'>> {
  const { rows } = await sql<Relative>`select id, number, subject, status from servicedesk_ticket
    where client_id = ${client_id} and (id = ${parent_id} or parent_id = ${id}) order by number`.execute(tx)
  const relatives = rows.map((row) => ({ ...row, number: Number(row.number) }))
  return { parent: relatives.find((one) => one.id === parent_id) ?? null, children: relatives.filter((one) => one.id !== parent_id) }
}

function rowOf(row: ListRow, now: Date): TicketRow {
  const { next_clock: clock, next_deadline: deadline } = row
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    number: Number(row.number),
    subject: row.subject,
    status: row.status,
    priority: row.priority,
    source: row.source,
    requester: row.requester_name,
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? '' },
    openedAt: row.opened_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    next: clock === null || deadline === null ? null : { clock, deadline: deadline.toISOString() },
    tags: row.tags,
    // Exactly at the deadline is met (design: semantics, 2.9).
    breached: row.breached || (deadline !== null && deadline.getTime() < now.getTime()),
  }
}

function changeOf({ at, body, reason, by }: StoredEvent): Ticket['changes'][number] {
  return { at: at.toISOString(), type: body.type, by, to: toOf(body), reason }
}

function toOf(body: StoredEvent['body']): string | null {
  switch (body.type) {
    case 'opened':
    case 'priority':
      return body.priority
    case 'status':
      return body.status
    case 'assigned':
    case 'satisfaction':
      return body.to
    case 'merged':
      return String(body.number)
    default:
      return null
  }
}
