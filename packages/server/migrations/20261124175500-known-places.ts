/** Addresses from which a person signed in, as digests; and how often a wait was not kept. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table identity_auth.attempt add column refused integer not null default 0`.execute(db)
  await sql`create table identity_auth.known_place (
    account text not null, address text not null, at timestamptz not null, primary key (account, address))`.execute(db)
  await sql`comment on table identity_auth.known_place is 'export where false'`.execute(db)
  await sql`create index known_place_at on identity_auth.known_place (at)`.execute(db)
  await sql`grant select, insert, update, delete on identity_auth.known_place to mainstay_auth`.execute(db)
}
