/** Where accounting is told of approved invoices. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table agreements_webhook (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), url text not null, secret bytea not null,
    set_at timestamptz not null, set_by text not null, told_at timestamptz, told_number text, trouble text, primary key (client_id))`.execute(
    db,
  )
  await sql`select mainstay_tenant_table('agreements_webhook')`.execute(db)
}
