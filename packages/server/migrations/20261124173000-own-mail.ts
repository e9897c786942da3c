/** Mail that Mainstay writes itself: it may go out over a smart host, what others sent never does. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table mail_delivery add column own boolean not null default false`.execute(db)
}
