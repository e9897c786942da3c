/** Mail of the desk: its address and ways in and out, what is attached, what went out, what was refused; merging, tags, text blocks. */
import { type Kysely, sql } from 'kysely'

const PROVIDER = `client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000')`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table servicedesk_ticket add column requester_address text, add column tags text[] not null default '{}',
    add column merged_into uuid, add column parent_id uuid`.execute(db)
  // As it stands in the mail, so that an answer can name it; the key is its hash.
  await sql`alter table servicedesk_mail add column header_id text`.execute(db)
  // One row, the provider's.
  await sql`create table servicedesk_mailbox (
    ${sql.raw(PROVIDER)}, address text not null, name text not null,
    imap jsonb, imap_secret bytea, smart_host jsonb, smart_host_secret bytea,
    set_at timestamptz not null, set_by text not null, primary key (client_id))`.execute(db)
  // How far the mailbox was read, apart from its settings: written each minute.
  await sql`create table servicedesk_mailbox_place (
    ${sql.raw(PROVIDER)}, mailbox text not null, validity text not null, last_uid bigint not null,
    polled_at timestamptz not null, trouble text, primary key (client_id))`.execute(db)
  await sql`create table servicedesk_refused_mail (
    ${sql.raw(PROVIDER)}, id uuid not null, at timestamptz not null, sender text not null, subject text not null,
    reason text not null, primary key (client_id, id))`.execute(db)
  await sql`create table servicedesk_canned_reply (
    ${sql.raw(PROVIDER)}, id uuid not null, name text not null, body text not null, made_at timestamptz not null, made_by text not null,
    primary key (client_id, id), unique (client_id, name))`.execute(db)
  await sql`create table servicedesk_attachment (
    client_id uuid not null, id uuid not null, ticket_id uuid not null, message_id uuid not null, name text not null, media_type text not null,
    size bigint not null, sha256 text, scan text not null check (scan in ('clean', 'malware', 'unscanned')), found text,
    primary key (client_id, id),
    foreign key (client_id, message_id) references servicedesk_message (client_id, id))`.execute(db)
  await sql`create index servicedesk_attachment_ticket on servicedesk_attachment (client_id, ticket_id)`.execute(db)
  await sql`create table servicedesk_outgoing (
    client_id uuid not null, message_id uuid not null, ticket_id uuid not null, recipient text not null, header_id text not null,
    delivery_id uuid not null, delivery_at timestamptz not null,
    primary key (client_id, message_id),
    foreign key (client_id, message_id) references servicedesk_message (client_id, id))`.execute(db)
  await sql`create index servicedesk_outgoing_ticket on servicedesk_outgoing (client_id, ticket_id)`.execute(db)
  for (const name of ['mailbox', 'mailbox_place', 'refused_mail', 'canned_reply', 'attachment', 'outgoing'])
    await sql`select mainstay_tenant_table(${`servicedesk_${name}`})`.execute(db)
  await sql`revoke update, delete on servicedesk_attachment, servicedesk_outgoing, servicedesk_refused_mail from mainstay_app`.execute(db)
}
