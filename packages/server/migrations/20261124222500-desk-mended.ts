/** The desk: mail that could not be stored is set aside, when the mailbox was read to its end, and the indexes that its look-ups need. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table servicedesk_mailbox_place add column drained_at timestamptz`.execute(db)
  await sql`create table servicedesk_set_aside (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), mailbox text not null, validity text not null,
    uid bigint not null, sender text not null, subject text not null, detail text not null, tries integer not null,
    first_at timestamptz not null, next_at timestamptz not null, primary key (client_id, mailbox, validity, uid))`.execute(db)
  await sql`select mainstay_tenant_table('servicedesk_set_aside')`.execute(db)
  await sql`create index servicedesk_ticket_number on servicedesk_ticket (number)`.execute(db)
  await sql`create index servicedesk_ticket_merged on servicedesk_ticket (client_id, merged_into) where merged_into is not null`.execute(db)
  await sql`create index servicedesk_ticket_parent on servicedesk_ticket (client_id, parent_id) where parent_id is not null`.execute(db)
  await sql`create index servicedesk_mail_ticket on servicedesk_mail (client_id, ticket_id, at)`.execute(db)
}
