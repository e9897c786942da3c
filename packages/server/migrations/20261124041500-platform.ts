/** The ground: schema rights, the tenant's scope, the helpers that make a table a tenant's, audit log, outbox. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`revoke create on schema public from public`.execute(db)
  await sql`grant usage on schema public to mainstay_app, mainstay_ingest, mainstay_auth, mainstay_jobs`.execute(db)

  // Whose rows this transaction may see; nothing set is nobody's.
  await sql`create function mainstay_scope() returns uuid[] language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('mainstay.clients', true), ''), '{}')::uuid[]
  $$`.execute(db)

  await sql`create function mainstay_tenant_table(name regclass) returns void language plpgsql as $$
  begin
    execute format('alter table %s enable row level security', name);
    execute format('alter table %s force row level security', name);
    execute format('create policy tenant on %s to mainstay_app using (client_id = any ((select mainstay_scope())::uuid[])) with check (client_id = any ((select mainstay_scope())::uuid[]))', name);
    execute format('grant select, insert, update, delete on %s to mainstay_app', name);
  end $$`.execute(db)

  await sql`create function mainstay_role_table(name regclass, role name) returns void language plpgsql as $$
  begin
    execute format('grant select, insert, update, delete on %s to %I', name, role);
  end $$`.execute(db)
  await sql`revoke execute on function mainstay_tenant_table, mainstay_role_table from public`.execute(db)

  await sql`create table audit_entry (
    client_id uuid not null, id uuid not null, at timestamptz not null,
    actor_kind text not null, actor_id text not null, actor_name text not null,
    action text not null, subject text not null, data jsonb not null, leaf bytea not null,
    primary key (client_id, id))`.execute(db)
  await sql`create index audit_entry_at on audit_entry (client_id, at desc)`.execute(db)
  await sql`select mainstay_tenant_table('audit_entry')`.execute(db)
  // What was written stays: no role of the application can change or remove an entry.
  await sql`revoke update, delete on audit_entry from mainstay_app`.execute(db)

  await sql`create table outbox_event (
    id uuid primary key, client_id uuid not null, topic text not null, payload jsonb not null, at timestamptz not null)`.execute(db)
  await sql`grant insert on outbox_event to mainstay_app`.execute(db)
  await sql`select mainstay_role_table('outbox_event', 'mainstay_jobs')`.execute(db)

  await sql`create schema pgboss authorization mainstay_owner`.execute(db)
  await sql`grant usage, create on schema pgboss to mainstay_jobs`.execute(db)
}
