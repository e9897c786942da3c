/** The tables of this slice. */
import type {
  Calendar,
  Every,
  Imap,
  Rota,
  SlaAnswer,
  SlaPolicy,
  SmartHost,
  TicketPriority,
  TicketSource,
  TicketStatus,
} from '@mainstay/contract/servicedesk'
import type { Id } from '@mainstay/kernel'
import type { ColumnType, Kysely } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { Author, EventBody } from './domain/ticket.ts'

/** Read as an object, written as its text. */
type Json<T> = ColumnType<T, string, string>
type JsonOrNull<T> = ColumnType<T | null, string | null, string | null>

export type TicketTable = {
  client_id: Id
  id: Id
  /** bigint comes as text. */
  number: ColumnType<string, number, never>
  subject: string
  status: TicketStatus
  waiting_reason: string | null
  priority: TicketPriority
  source: TicketSource
  requester_id: string | null
  requester_name: string
  assignee_id: Id | null
  assignee_name: string | null
  device_id: Id | null
  incident_id: Id | null
  recommendation_id: Id | null
  previous_id: Id | null
  /** Whoever asked by mail, or gave an address: answers go there. */
  requester_address: string | null
  tags: string[]
  merged_into: Id | null
  parent_id: Id | null
  opened_at: Date
  changed_at: Date
  resolved_at: Date | null
  settings_version: number
  next_clock: 'response' | 'resolution' | null
  next_deadline: Date | null
  /** When so much of the next target is consumed, in percent. */
  next_warning_at: Date | null
  next_warning_share: number | null
  breached: boolean
  /** What `next_*` and `breached` were made from. */
  basis: Json<Basis>
  satisfaction: 'good' | 'bad' | null
  satisfaction_at: Date | null
}

/** What a ticket of a template or of recurring work opens with. */
export type Work = { subject: string; body: string; priority: TicketPriority; tags: string[]; checklist: string[] }

export type Basis = { at: string; settingsVersion: number } & Pick<SlaAnswer, 'response' | 'resolution' | 'breaches'>

export type DeskTables = {
  servicedesk_number: { client_id: Id; last: ColumnType<string, number, number> }
  servicedesk_settings: {
    client_id: Id
    version: number
    calendar: Json<Calendar>
    policy: Json<SlaPolicy>
    is_default: boolean
    made_at: Date
    made_by: string
  }
  servicedesk_ticket: TicketTable
  servicedesk_event: {
    client_id: Id
    ticket_id: Id
    seq: number
    at: Date
    event: Json<EventBody>
    reason: string | null
    actor_kind: string
    actor_id: string
    actor_name: string
  }
  servicedesk_message: {
    client_id: Id
    id: Id
    ticket_id: Id
    /** Of the first event of the same change: messages of one instant keep their order. */
    seq: number
    at: Date
    kind: 'reply' | 'note'
    author: Author
    author_name: string
    body: string
  }
  servicedesk_mail: { client_id: Id; id: Buffer; ticket_id: Id; at: Date; header_id: string | null }
  servicedesk_mailbox: {
    client_id: Id
    address: string
    name: string
    imap: JsonOrNull<Imap>
    imap_secret: Buffer | null
    smart_host: JsonOrNull<SmartHost>
    smart_host_secret: Buffer | null
    set_at: Date
    set_by: string
  }
  servicedesk_mailbox_place: {
    client_id: Id
    mailbox: string
    validity: string
    last_uid: ColumnType<string, number, number>
    polled_at: Date
    drained_at: Date | null
    trouble: string | null
  }
  servicedesk_set_aside: {
    client_id: Id
    mailbox: string
    validity: string
    uid: ColumnType<string, number, never>
    sender: string
    subject: string
    detail: string
    tries: number
    first_at: Date
    next_at: Date
  }
  servicedesk_template: Work & { client_id: Id; id: Id; name: string; made_at: Date; made_by: string }
  servicedesk_recurring: Work & {
    client_id: Id
    id: Id
    every: Every
    first_on: string
    next_on: string
    set_at: Date
    set_by: string
  }
  servicedesk_checklist_item: {
    client_id: Id
    ticket_id: Id
    id: Id
    position: number
    text: string
    done_at: Date | null
    done_by: string | null
  }
  servicedesk_rota: { client_id: Id; rota: Json<Rota>; set_at: Date; set_by: string }
  servicedesk_refused_mail: { client_id: Id; id: Id; at: Date; sender: string; subject: string; reason: string }
  servicedesk_canned_reply: { client_id: Id; id: Id; name: string; body: string; made_at: Date; made_by: string }
  servicedesk_attachment: {
    client_id: Id
    id: Id
    ticket_id: Id
    message_id: Id
    name: string
    media_type: string
    size: ColumnType<string, number, never>
    sha256: string | null
    scan: 'clean' | 'malware' | 'unscanned'
    found: string | null
  }
  servicedesk_outgoing: {
    client_id: Id
    message_id: Id
    ticket_id: Id
    recipient: string
    header_id: string
    delivery_id: Id
    delivery_at: Date
  }
  servicedesk_time_entry: {
    client_id: Id
    id: Id
    ticket_id: Id
    person_id: string
    person_name: string
    started_at: Date
    ended_at: Date | null
    note: string
  }
}

export const desk = (tx: Tx): Kysely<DeskTables> => tx.withTables<DeskTables>()
