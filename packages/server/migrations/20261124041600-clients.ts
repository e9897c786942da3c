/** Clients and their sites. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table clients_client (
    client_id uuid primary key, name text not null, zone text not null, created_at timestamptz not null, archived_at timestamptz)`.execute(
    db,
  )
  await sql`select mainstay_tenant_table('clients_client')`.execute(db)

  await sql`create table clients_site (
    client_id uuid not null references clients_client (client_id), id uuid not null, name text not null, created_at timestamptz not null,
    primary key (client_id, id), unique (client_id, name))`.execute(db)
  await sql`select mainstay_tenant_table('clients_site')`.execute(db)

  // The one thing that crosses tenants: the list of ids, for staff who may see all and for scheduled work.
  await sql`create policy directory on clients_client for select to mainstay_owner using (true)`.execute(db)
  await sql`create function mainstay_client_ids() returns setof uuid language sql stable security definer set search_path = public, pg_temp as $$
    select client_id from clients_client
  $$`.execute(db)
  await sql`revoke execute on function mainstay_client_ids from public`.execute(db)
  await sql`grant execute on function mainstay_client_ids to mainstay_app, mainstay_jobs`.execute(db)
}
