/** Devices, their inventory, the policy that each applied. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table devices_device (
    client_id uuid not null, id uuid not null, site_id uuid not null,
    hostname text not null, os text not null, arch text not null, agent_version text not null,
    public_key bytea not null, machine_hash text,
    enrolled_at timestamptz not null, last_seen_at timestamptz, clock_skew_seconds double precision, revoked_at timestamptz,
    primary key (client_id, id), unique (client_id, public_key),
    foreign key (client_id, site_id) references clients_site (client_id, id))`.execute(db)
  await sql`create index devices_device_hostname on devices_device (client_id, hostname)`.execute(db)
  await sql`select mainstay_tenant_table('devices_device')`.execute(db)

  await sql`create table devices_inventory (
    client_id uuid not null, device_id uuid not null, at timestamptz not null, inventory jsonb not null,
    primary key (client_id, device_id),
    foreign key (client_id, device_id) references devices_device (client_id, id))`.execute(db)
  await sql`select mainstay_tenant_table('devices_inventory')`.execute(db)

  await sql`create table devices_policy (
    client_id uuid not null, device_id uuid not null, revision integer not null,
    applied jsonb, applied_at timestamptz, draft jsonb, draft_envelope_id uuid,
    primary key (client_id, device_id),
    foreign key (client_id, device_id) references devices_device (client_id, id))`.execute(db)
  await sql`select mainstay_tenant_table('devices_policy')`.execute(db)

  // An agent names its device only; whose it is must be known before there is a scope.
  await sql`create policy directory on devices_device for select to mainstay_owner using (true)`.execute(db)
  await sql`create function mainstay_device_client(device uuid) returns uuid language sql stable security definer set search_path = public, pg_temp as $$
    select client_id from devices_device where id = device
  $$`.execute(db)
  await sql`revoke execute on function mainstay_device_client from public`.execute(db)
  await sql`grant execute on function mainstay_device_client to mainstay_app`.execute(db)
  await sql`create index devices_device_id on devices_device (id)`.execute(db)
}
