/** Recovery: restored servers that people look at, the tickets of their windows, and what was said about them. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table recovery_sandbox (
    client_id uuid not null, id uuid not null, device_id uuid not null, restore_point_id uuid not null, instance_id uuid not null,
    state text not null check (state in ('starting', 'running', 'ended')),
    person_kind text not null, person_id text not null, person_name text not null,
    asked_at timestamptz not null, heard_at timestamptz not null, running_at timestamptz, ends_at timestamptz, ended_at timestamptz,
    stop_asked_by text, has_files boolean not null, expected jsonb, progress jsonb, seen jsonb, ending jsonb, timings jsonb,
    primary key (client_id, id), foreign key (client_id, device_id) references devices_device (client_id, id),
    foreign key (client_id, restore_point_id) references recovery_restore_point (client_id, id))`.execute(db)
  // One at a time for a device, whatever the instances do.
  await sql`create unique index recovery_sandbox_one on recovery_sandbox (client_id, device_id) where state <> 'ended'`.execute(db)
  await sql`create index recovery_sandbox_newest on recovery_sandbox (client_id, device_id, asked_at desc)`.execute(db)
  await sql`create table recovery_sandbox_ticket (
    client_id uuid not null, id uuid not null, sandbox_id uuid not null, secret_hash bytea not null,
    person_id text not null, shows text not null check (shows in ('screen', 'serial')), expires_at timestamptz not null, used_at timestamptz,
    primary key (client_id, id), foreign key (client_id, sandbox_id) references recovery_sandbox (client_id, id))`.execute(db)
  await sql`create unique index recovery_sandbox_ticket_secret on recovery_sandbox_ticket (client_id, secret_hash)`.execute(db)
  await sql`create table recovery_statement (
    client_id uuid not null, id uuid not null, sandbox_id uuid not null, device_id uuid not null, restore_point_id uuid not null, proof_id uuid,
    verdict text not null check (verdict in ('there', 'missing')), sentence text not null,
    person_kind text not null check (person_kind in ('staff', 'client')), person_id text not null, person_name text not null,
    identified text not null, at timestamptz not null,
    primary key (client_id, id), unique (client_id, sandbox_id))`.execute(db)
  for (const table of ['recovery_sandbox', 'recovery_sandbox_ticket', 'recovery_statement'])
    await sql`select mainstay_tenant_table(${table}::regclass)`.execute(db)
  // A server that runs belongs to one installation, and so do tickets.
  await sql`comment on table recovery_sandbox is 'export where state = ''ended'''`.execute(db)
  await sql`comment on table recovery_sandbox_ticket is 'export where false'`.execute(db)
}
