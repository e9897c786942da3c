/** Mail: a client's domains with their next hops, lists, policy; deliveries in monthly partitions, which are queue, quarantine and trace in one; numbers by day. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table mail_domain (
    client_id uuid not null references clients_client (client_id), domain text not null, verify_recipients boolean not null,
    waiting_told_at timestamptz, created_at timestamptz not null,
    primary key (client_id, domain))`.execute(db)
  await sql`create table mail_next_hop (
    client_id uuid not null, domain text not null, priority integer not null check (priority > 0), host text not null, port integer not null check (port > 0),
    tls text not null check (tls = any (array['opportunistic', 'required', 'verified', 'none'])),
    primary key (client_id, domain, priority), foreign key (client_id, domain) references mail_domain (client_id, domain) on delete cascade)`.execute(
    db,
  )
  await sql`create table mail_policy (
    client_id uuid not null, virus_scanner_away text not null check (virus_scanner_away = any (array['defer', 'deliver'])),
    spam_scanner_away text not null check (spam_scanner_away = any (array['deliver', 'defer'])),
    digest_hours integer[] not null, primary key (client_id))`.execute(db)
  // One sender (an address, or a domain with a leading @) for one recipient, one of the client's domains, or all of the client.
  await sql`create table mail_list_entry (
    client_id uuid not null, id uuid not null, kind text not null check (kind = any (array['allow', 'deny'])),
    recipient text not null, sender text not null, created_at timestamptz not null, created_by text not null,
    primary key (client_id, id), unique (client_id, recipient, sender))`.execute(db)
  for (const table of ['domain', 'next_hop', 'policy', 'list_entry'])
    await sql`select mainstay_tenant_table(${`mail_${table}`}::regclass)`.execute(db)
  await deliveries(db)
  await numbers(db)
}

/** A row for each recipient of each message. The same message has one message_id for all recipients of a client, and one file. */
async function deliveries(db: Kysely<unknown>): Promise<void> {
  await sql`create table mail_delivery (
    client_id uuid not null, received_at timestamptz not null, id uuid not null, message_id uuid not null,
    sender text not null, recipient text not null, domain text not null, from_header text not null, subject text not null, message_header_id text not null,
    source text not null, size bigint not null, sha256 text not null, cut integer[] not null, added_headers text not null, envelope jsonb not null,
    verdict text not null, reasons jsonb not null, authentication jsonb not null,
    state text not null check (state = any (array['queued', 'delivered', 'quarantined', 'held', 'rejected', 'blocked', 'removed'])),
    attempts integer not null, next_attempt_at timestamptz, claimed_by uuid, claimed_until timestamptz,
    last_reply text, next_hop text, done_at timestamptz, released_by text, words tsvector not null,
    primary key (client_id, received_at, id)) partition by range (received_at)`.execute(db)
  await sql`select mainstay_tenant_table('mail_delivery')`.execute(db)
  await sql`create index mail_delivery_queue on mail_delivery (next_attempt_at) where state = 'queued'`.execute(db)
  await sql`create index mail_delivery_kept on mail_delivery (client_id, recipient, received_at desc) where state in ('quarantined', 'held')`.execute(
    db,
  )
  await sql`create index mail_delivery_time on mail_delivery (client_id, received_at desc)`.execute(db)
  await sql`create index mail_delivery_words on mail_delivery using gin (words)`.execute(db)

  await sql`create function mail_ensure_month(day date) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    first date := date_trunc('month', day)::date;
    name text := 'mail_delivery' || to_char(date_trunc('month', day), '_YYYYMM');
  begin
    if day < date '2000-01-01' or day > current_date + 62 then raise exception 'no partition for %', day; end if;
    perform pg_advisory_xact_lock(724203);
    if to_regclass(name) is null then
      execute format('create table %I partition of mail_delivery for values from (%L) to (%L)', name,
        first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
      perform mainstay_tenant_table(name::regclass);
    end if;
  end $$`.execute(db)
  await sql`revoke execute on function mail_ensure_month from public`.execute(db)
  await sql`grant execute on function mail_ensure_month to mainstay_jobs`.execute(db)
}

/** How many recipients were served or refused, by day (UTC), verdict and the gravest reason; name is a malware's. */
async function numbers(db: Kysely<unknown>): Promise<void> {
  await sql`create table mail_day (
    client_id uuid not null, day date not null, verdict text not null, reason text not null, name text not null, n bigint not null,
    primary key (client_id, day, verdict, reason, name))`.execute(db)
  await sql`select mainstay_tenant_table('mail_day')`.execute(db)
}
