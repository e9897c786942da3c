/** The service desk: tickets, their events and messages, time, and the hours and targets of each client. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // One row, the provider's: tickets are numbered across clients.
  await sql`create table servicedesk_number (
    client_id uuid primary key check (client_id = '00000000-0000-0000-0000-000000000000'), last bigint not null)`.execute(db)
  await sql`create table servicedesk_settings (
    client_id uuid not null, version integer not null, calendar jsonb not null, policy jsonb not null,
    is_default boolean not null, made_at timestamptz not null, made_by text not null,
    primary key (client_id, version))`.execute(db)
  await sql`create table servicedesk_ticket (
    client_id uuid not null, id uuid not null, number bigint not null, subject text not null,
    status text not null check (status in ('new', 'open', 'waiting-customer', 'waiting-third-party', 'resolved', 'closed')),
    waiting_reason text,
    priority text not null check (priority in ('urgent', 'high', 'normal', 'low')),
    source text not null check (source in ('portal', 'phone', 'incident', 'mail')),
    requester_id text, requester_name text not null, assignee_id uuid, assignee_name text,
    device_id uuid, incident_id uuid, previous_id uuid,
    opened_at timestamptz not null, changed_at timestamptz not null, resolved_at timestamptz,
    settings_version integer not null,
    next_clock text check (next_clock in ('response', 'resolution')), next_deadline timestamptz,
    breached boolean not null, basis jsonb not null,
    satisfaction text check (satisfaction in ('good', 'bad')), satisfaction_at timestamptz,
    primary key (client_id, id), unique (client_id, number), unique (client_id, incident_id),
    foreign key (client_id, settings_version) references servicedesk_settings (client_id, version))`.execute(db)
  await sql`create index servicedesk_ticket_id on servicedesk_ticket (id)`.execute(db)
  await sql`create index servicedesk_ticket_queue on servicedesk_ticket (next_deadline, opened_at)
    where status not in ('resolved', 'closed')`.execute(db)
  await sql`create table servicedesk_event (
    client_id uuid not null, ticket_id uuid not null, seq integer not null, at timestamptz not null, event jsonb not null,
    reason text, actor_kind text not null, actor_id text not null, actor_name text not null,
    primary key (client_id, ticket_id, seq),
    foreign key (client_id, ticket_id) references servicedesk_ticket (client_id, id))`.execute(db)
  await sql`create table servicedesk_message (
    client_id uuid not null, id uuid not null, ticket_id uuid not null, seq integer not null, at timestamptz not null,
    kind text not null check (kind in ('reply', 'note')),
    author text not null check (author in ('technician', 'customer', 'system')), author_name text not null, body text not null,
    primary key (client_id, id),
    foreign key (client_id, ticket_id) references servicedesk_ticket (client_id, id))`.execute(db)
  await sql`create index servicedesk_message_ticket on servicedesk_message (client_id, ticket_id, seq)`.execute(db)
  await sql`create table servicedesk_time_entry (
    client_id uuid not null, id uuid not null, ticket_id uuid not null, person_id text not null, person_name text not null,
    started_at timestamptz not null, ended_at timestamptz check (ended_at >= started_at), note text not null,
    primary key (client_id, id),
    foreign key (client_id, ticket_id) references servicedesk_ticket (client_id, id))`.execute(db)
  await sql`create unique index servicedesk_time_entry_running on servicedesk_time_entry (client_id, ticket_id, person_id) where ended_at is null`.execute(
    db,
  )
  // Which ticket a mail went into, by the SHA-256 of its Message-ID: answers find their way, and a mail that comes twice is one.
  await sql`create table servicedesk_mail (
    client_id uuid not null, id bytea not null, ticket_id uuid not null, at timestamptz not null,
    primary key (client_id, id),
    foreign key (client_id, ticket_id) references servicedesk_ticket (client_id, id))`.execute(db)
  for (const name of ['number', 'settings', 'ticket', 'event', 'message', 'time_entry', 'mail'])
    await sql`select mainstay_tenant_table(${`servicedesk_${name}`})`.execute(db)
  // What the clock counts, what was said and what was promised stays as it was written.
  await sql`revoke update, delete on servicedesk_event, servicedesk_message, servicedesk_settings, servicedesk_mail from mainstay_app`.execute(
    db,
  )
  await sql`revoke delete on servicedesk_ticket, servicedesk_number from mainstay_app`.execute(db)
}
