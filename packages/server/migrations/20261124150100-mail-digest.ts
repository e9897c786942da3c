/** Mail's digests: until when each recipient was told, and which links were used. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table mail_digest (
    client_id uuid not null, recipient text not null, told_until timestamptz not null, primary key (client_id, recipient))`.execute(db)
  await sql`create table mail_used_link (
    client_id uuid not null, link text not null, used_at timestamptz not null, primary key (client_id, link))`.execute(db)
  for (const table of ['digest', 'used_link']) await sql`select mainstay_tenant_table(${`mail_${table}`}::regclass)`.execute(db)
}
