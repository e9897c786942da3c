/** Who answers when; when a ticket comes near its deadline. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table servicedesk_rota (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), rota jsonb not null,
    set_at timestamptz not null, set_by text not null, primary key (client_id))`.execute(db)
  await sql`select mainstay_tenant_table('servicedesk_rota')`.execute(db)
  // Known at each change, as the deadline is: nothing is computed while no event comes.
  await sql`alter table servicedesk_ticket add column next_warning_at timestamptz, add column next_warning_share integer`.execute(db)
  await sql`create index servicedesk_ticket_warning on servicedesk_ticket (next_warning_at) where next_warning_at is not null`.execute(db)
}
