/** Trust: signers, authorities, envelopes and what became of them, enrolment tokens, the server's own key. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table trust_server_key (client_id uuid primary key, public_key text not null, sealed bytea not null, created_at timestamptz not null)`.execute(
    db,
  )
  await sql`create table trust_signer (
    client_id uuid not null, key_id text not null, public_key text not null, name text not null,
    on_server_machine boolean not null, added_at timestamptz not null, revoked_at timestamptz,
    primary key (client_id, key_id))`.execute(db)
  await sql`create table trust_signer_nonce (client_id uuid not null, key_id text not null, nonce text not null, at timestamptz not null, primary key (client_id, key_id, nonce))`.execute(
    db,
  )
  await sql`create table trust_authority_entry (
    client_id uuid not null, seq integer not null, hash text not null, entry text not null, primary key (client_id, seq))`.execute(db)
  await sql`create table trust_authority_proposal (
    client_id uuid not null, hash text not null, entry text not null, at timestamptz not null, primary key (client_id, hash))`.execute(db)
  await sql`create sequence trust_envelope_position`.execute(db)
  await sql`grant usage on sequence trust_envelope_position to mainstay_app`.execute(db)
  await sql`create table trust_envelope (
    client_id uuid not null, id uuid not null, status text not null check (status in ('draft', 'partly-signed', 'signed', 'withdrawn')),
    kind text not null, args jsonb not null, devices uuid[] not null, payload_hash text, note text not null,
    needed integer not null, envelope_id uuid, body text, signatures jsonb, seq bigint, expires_at timestamptz,
    position bigint, created_by text not null, created_at timestamptz not null, signed_at timestamptz,
    primary key (client_id, id), unique (client_id, envelope_id))`.execute(db)
  await sql`create table trust_envelope_result (
    client_id uuid not null, envelope_id uuid not null, device_id uuid not null, outcome text not null, reason text, at timestamptz not null,
    primary key (client_id, envelope_id, device_id))`.execute(db)
  await sql`create table trust_enrolment_token (
    client_id uuid not null, id uuid not null, site_id uuid, secret_hash text not null, genesis_hash text not null,
    created_by text not null, created_at timestamptz not null, expires_at timestamptz not null, used_at timestamptz, used_by text,
    primary key (client_id, id), unique (client_id, secret_hash))`.execute(db)
  for (const table of [
    'server_key',
    'signer',
    'signer_nonce',
    'authority_entry',
    'authority_proposal',
    'envelope',
    'envelope_result',
    'enrolment_token',
  ]) {
    await sql`select mainstay_tenant_table(${`trust_${table}`}::regclass)`.execute(db)
  }
}
