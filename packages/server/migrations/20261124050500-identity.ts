/** People, links, API tokens as rows of the provider; the sign-in library's tables in a schema that only its own role can read. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // People belong to the provider, whichever clients they may see: one row is read for a sign-in, and one changed for a change of role.
  await sql`create table identity_person (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), id uuid not null,
    email text not null check (email = lower(email)), name text not null,
    role text not null check (role in ('owner', 'technician', 'planner', 'read-only', 'client-manager', 'client-user')),
    clients uuid[], created_at timestamptz not null, disabled_at timestamptz,
    primary key (client_id, id), unique (client_id, email),
    check (clients is null or cardinality(clients) > 0),
    check (role <> 'owner' or clients is null), check (role not like 'client-%' or clients is not null))`.execute(db)
  await sql`comment on column identity_person.clients is 'null: every client'`.execute(db)

  await sql`create table identity_setup (
    client_id uuid primary key check (client_id = '00000000-0000-0000-0000-000000000000'),
    secret_hash bytea not null, made_at timestamptz not null, used_at timestamptz)`.execute(db)

  await sql`create table identity_invitation (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), person_id uuid not null, secret_hash bytea not null, made_at timestamptz not null, expires_at timestamptz not null,
    primary key (client_id, person_id), unique (client_id, secret_hash),
    foreign key (client_id, person_id) references identity_person (client_id, id))`.execute(db)

  await sql`create table identity_token (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), id uuid not null, person_id uuid not null, name text not null, secret_hash bytea not null,
    scopes text[] not null, clients uuid[], created_at timestamptz not null, expires_at timestamptz not null,
    last_used_at timestamptz, revoked_at timestamptz,
    primary key (client_id, id), unique (client_id, secret_hash),
    foreign key (client_id, person_id) references identity_person (client_id, id))`.execute(db)

  for (const table of ['identity_person', 'identity_setup', 'identity_invitation', 'identity_token'])
    await sql`select mainstay_tenant_table(${table}::regclass)`.execute(db)

  await signInTables(db)
}

/** better-auth's own, in its own names (core and two-factor plugin), and two of ours that only sign-in needs. */
async function signInTables(db: Kysely<unknown>): Promise<void> {
  await sql`create schema identity_auth`.execute(db)
  await sql`create table identity_auth."user" (
    id text primary key, name text not null, email text not null unique, "emailVerified" boolean not null, image text,
    "createdAt" timestamptz not null, "updatedAt" timestamptz not null, "twoFactorEnabled" boolean)`.execute(db)
  await sql`create table identity_auth."session" (
    id text primary key, "expiresAt" timestamptz not null, token text not null unique, "createdAt" timestamptz not null,
    "updatedAt" timestamptz not null, "ipAddress" text, "userAgent" text,
    "userId" text not null references identity_auth."user" (id) on delete cascade)`.execute(db)
  await sql`create index session_of_user on identity_auth."session" ("userId")`.execute(db)
  await sql`create table identity_auth.account (
    id text primary key, "accountId" text not null, "providerId" text not null,
    "userId" text not null references identity_auth."user" (id) on delete cascade,
    "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz,
    scope text, password text, "createdAt" timestamptz not null, "updatedAt" timestamptz not null)`.execute(db)
  await sql`create index account_of_user on identity_auth.account ("userId")`.execute(db)
  await sql`create table identity_auth.verification (
    id text primary key, identifier text not null, value text not null, "expiresAt" timestamptz not null,
    "createdAt" timestamptz not null, "updatedAt" timestamptz not null)`.execute(db)
  await sql`create index verification_identifier on identity_auth.verification (identifier)`.execute(db)
  await sql`create table identity_auth."twoFactor" (
    id text primary key, secret text not null, "backupCodes" text not null,
    "userId" text not null unique references identity_auth."user" (id) on delete cascade,
    verified boolean, "failedVerificationCount" integer, "lockedUntil" timestamptz)`.execute(db)

  await sql`create table identity_auth.attempt (key text primary key, started_at timestamptz not null, count integer not null)`.execute(db)
  await sql`create index attempt_started on identity_auth.attempt (started_at)`.execute(db)
  await sql`create table identity_auth.code_used (
    user_id text not null references identity_auth."user" (id) on delete cascade, code text not null, at timestamptz not null,
    primary key (user_id, code))`.execute(db)

  await sql`grant usage on schema identity_auth to mainstay_auth`.execute(db)
  await sql`grant select, insert, update, delete on all tables in schema identity_auth to mainstay_auth`.execute(db)
}
