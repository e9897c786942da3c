/** Passkeys, sign-in by another provider of identities (OpenID Connect), and the challenges that either answers once. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const provider = sql.raw("client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000')")
  await sql`create table identity_passkey (
    ${provider}, id uuid not null, person_id uuid not null, name text not null,
    credential_id text not null, public_key bytea not null, counter bigint not null, transports text[] not null,
    synced boolean not null, created_at timestamptz not null, last_used_at timestamptz,
    primary key (client_id, id), unique (client_id, credential_id),
    foreign key (client_id, person_id) references identity_person (client_id, id))`.execute(db)
  await sql`comment on column identity_passkey.synced is 'kept by an account of its maker on several devices, not in one alone'`.execute(db)

  await sql`create table identity_sign_in_provider (
    ${provider}, id uuid not null, name text not null, issuer text not null, oidc_client_id text not null, secret bytea not null,
    domains text[] not null check (cardinality(domains) > 0), rules jsonb not null, enabled boolean not null, created_at timestamptz not null,
    primary key (client_id, id), unique (client_id, issuer, oidc_client_id))`.execute(db)
  await sql`comment on column identity_sign_in_provider.secret is 'sealed by the vault'`.execute(db)

  // One account there for each person here: an address that was given to another employee there is not the same person.
  await sql`create table identity_provider_link (
    ${provider}, provider_id uuid not null, subject text not null, person_id uuid not null, linked_at timestamptz not null,
    primary key (client_id, provider_id, subject), unique (client_id, provider_id, person_id),
    foreign key (client_id, provider_id) references identity_sign_in_provider (client_id, id),
    foreign key (client_id, person_id) references identity_person (client_id, id))`.execute(db)

  for (const table of ['identity_passkey', 'identity_sign_in_provider', 'identity_provider_link'])
    await sql`select mainstay_tenant_table(${table}::regclass)`.execute(db)

  await sql`create table identity_auth.challenge (
    hash bytea primary key, kind text not null, person_id text, data jsonb not null, expires_at timestamptz not null)`.execute(db)
  await sql`create index challenge_expires on identity_auth.challenge (expires_at)`.execute(db)
  await sql`grant select, insert, update, delete on identity_auth.challenge to mainstay_auth`.execute(db)
}
