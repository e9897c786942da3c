/** What each client taught the filter: one lesson for a message, as the places of its features, so that it can be taken back when the message is gone. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table mail_lesson (
    client_id uuid not null, delivery_id uuid not null, lesson text not null check (lesson = any (array['wanted', 'unwanted'])),
    features_version integer not null, places bytea not null, taught_at timestamptz not null, taught_by text not null,
    primary key (client_id, delivery_id))`.execute(db)
  await sql`select mainstay_tenant_table('mail_lesson'::regclass)`.execute(db)
  await sql`create index mail_lesson_time on mail_lesson (client_id, taught_at desc)`.execute(db)
}
