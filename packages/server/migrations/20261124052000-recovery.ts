/** Recovery: a repository for each device, what was received when, restore points, and what their extraction tests came to. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table recovery_repository (
    client_id uuid not null, device_id uuid not null, sealed_key bytea not null, created_at timestamptz not null,
    primary key (client_id, device_id), foreign key (client_id, device_id) references devices_device (client_id, id))`.execute(db)
  await sql`create table recovery_receipt (
    client_id uuid not null, device_id uuid not null, snapshot_id text not null, received_at timestamptz not null,
    primary key (client_id, device_id, snapshot_id))`.execute(db)
  await sql`create table recovery_backup (
    client_id uuid not null, id uuid not null, device_id uuid not null, started_at timestamptz not null, ended_at timestamptz not null,
    outcome text not null, exit_code integer, message text not null, snapshot_id text, recorded_at timestamptz not null,
    primary key (client_id, id), foreign key (client_id, device_id) references devices_device (client_id, id))`.execute(db)
  await sql`create table recovery_restore_point (
    client_id uuid not null, id uuid not null, device_id uuid not null, snapshot_id text not null,
    taken_at timestamptz not null, received_at timestamptz, paths jsonb not null, files bigint not null, bytes bigint not null, bytes_added bigint not null,
    manifest jsonb, policy jsonb,
    primary key (client_id, id), unique (client_id, device_id, snapshot_id),
    foreign key (client_id, device_id) references devices_device (client_id, id))`.execute(db)
  await sql`create table recovery_proof (
    client_id uuid not null, id uuid not null, device_id uuid not null, restore_point_id uuid not null, at timestamptz not null,
    verdict text not null, level text, result jsonb not null, expires_at timestamptz not null,
    primary key (client_id, id), foreign key (client_id, restore_point_id) references recovery_restore_point (client_id, id))`.execute(db)
  await sql`create index recovery_proof_device on recovery_proof (client_id, device_id, at desc)`.execute(db)
  for (const table of ['repository', 'receipt', 'backup', 'restore_point', 'proof'])
    await sql`select mainstay_tenant_table(${`recovery_${table}`}::regclass)`.execute(db)
}
