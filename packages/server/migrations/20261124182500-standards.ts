/** What people answered about checks: each stands, the newest counts until it expires. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table standards_answer (
    client_id uuid not null, id uuid not null, check_id text not null,
    state text not null check (state in ('met', 'not-met', 'not-applicable')), evidence text not null,
    at timestamptz not null, by_name text not null, expires_on date not null,
    primary key (client_id, id))`.execute(db)
  await sql`create index standards_answer_newest on standards_answer (client_id, check_id, at desc)`.execute(db)
  await sql`select mainstay_tenant_table('standards_answer')`.execute(db)
  await sql`revoke update, delete on standards_answer from mainstay_app`.execute(db)
}
