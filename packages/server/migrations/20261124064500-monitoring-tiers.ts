/** Monitoring's three tiers (head, hour block, chunk), roll-ups, the catalogue of series, device states, alerts and incidents. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop table monitoring_head`.execute(db)
  await head(db)
  await tiers(db)
  await months(db)
  await states(db)
}

/** The write-ahead table: all clients' batches as they come, so only the role that writes it may read it. One slot for each of eight hours, emptied by truncation. */
async function head(db: Kysely<unknown>): Promise<void> {
  await sql`create sequence monitoring_head_seq`.execute(db)
  await sql`grant usage on sequence monitoring_head_seq to mainstay_ingest`.execute(db)
  await sql`create table monitoring_head (
    slot smallint not null, seq bigint not null default nextval('monitoring_head_seq'), hour integer not null, blob bytea not null,
    primary key (seq, slot)) partition by list (slot)`.execute(db)
  await sql`alter table monitoring_head alter column blob set storage external`.execute(db)
  await sql`select mainstay_role_table('monitoring_head', 'mainstay_ingest')`.execute(db)
  for (let slot = 0; slot < 8; slot++) {
    const name = sql.table(`monitoring_head_${slot}`)
    await sql`create table ${name} partition of monitoring_head for values in (${sql.lit(slot)})`.execute(db)
    await sql`grant select, insert, update, delete, truncate on ${name} to mainstay_ingest`.execute(db)
  }
  await sql`create table monitoring_lease (name text primary key, holder uuid not null, until timestamptz not null)`.execute(db)
  await sql`select mainstay_role_table('monitoring_lease', 'mainstay_ingest')`.execute(db)
}

async function tiers(db: Kysely<unknown>): Promise<void> {
  // A series is known by its number within its device; `identity` is the SHA-256 of name, unit and attributes.
  await sql`create table monitoring_series (
    client_id uuid not null, device_id uuid not null, number integer not null, identity bytea not null,
    name text not null, unit text not null, attributes jsonb not null, first_seen timestamptz not null, last_seen timestamptz not null,
    primary key (client_id, device_id, number), unique (client_id, device_id, identity))`.execute(db)
  await sql`select mainstay_tenant_table('monitoring_series')`.execute(db)

  await sql`create table monitoring_hour_block (
    client_id uuid not null, device_id uuid not null, t0 timestamptz not null, n integer not null, blk bytea not null,
    primary key (client_id, device_id, t0))`.execute(db)
  await sql`alter table monitoring_hour_block alter column blk set storage external`.execute(db)
  await sql`select mainstay_tenant_table('monitoring_hour_block')`.execute(db)
  await sql`create index monitoring_hour_block_t0 on monitoring_hour_block (t0)`.execute(db)

  // Series of a device are mostly collected together: times_of names the series of the same day whose chunk has the times; null is its own.
  await sql`create table monitoring_chunk (
    client_id uuid not null, device_id uuid not null, series integer not null, day date not null,
    n integer not null, min double precision not null, max double precision not null, sum double precision not null, times_of integer, blk bytea not null,
    primary key (client_id, device_id, series, day)) partition by range (day)`.execute(db)
  await sql`alter table monitoring_chunk alter column blk set storage external`.execute(db)
  await sql`select mainstay_tenant_table('monitoring_chunk')`.execute(db)

  // The day's figures as columns, its 24 hours as arrays: a row for each hour would cost several times the raw samples.
  await sql`create table monitoring_rollup (
    client_id uuid not null, device_id uuid not null, series integer not null, day date not null,
    n integer not null, min double precision not null, max double precision not null, sum double precision not null,
    hour_n integer[] not null, hour_min double precision[] not null, hour_max double precision[] not null, hour_sum double precision[] not null,
    primary key (client_id, device_id, series, day)) partition by range (day)`.execute(db)
  await sql`select mainstay_tenant_table('monitoring_rollup')`.execute(db)
}

/** Partitions are made and dropped by the owner; the jobs may ask for it, and no month that is not long over is ever dropped. */
async function months(db: Kysely<unknown>): Promise<void> {
  await sql`create function monitoring_ensure_month(day date) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    first date := date_trunc('month', day)::date;
    name text;
    parent text;
  begin
    if day < date '2000-01-01' or day > current_date + 62 then raise exception 'no partition for %', day; end if;
    perform pg_advisory_xact_lock(724202);
    foreach parent in array array['monitoring_chunk', 'monitoring_rollup'] loop
      name := parent || to_char(first, '_YYYYMM');
      if to_regclass(name) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)', name, parent, first, (first + interval '1 month')::date);
        perform mainstay_tenant_table(name::regclass);
      end if;
    end loop;
  end $$`.execute(db)
  await sql`create function monitoring_drop_months(parent text, before date) returns integer
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    name text;
    dropped integer := 0;
  begin
    if parent not in ('monitoring_chunk', 'monitoring_rollup') then raise exception '% has no months', parent; end if;
    if before > current_date - 31 then raise exception 'a month that is not over for 31 days is not dropped'; end if;
    for name in
      select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = parent::regclass and (to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month')::date <= before
    loop
      execute format('drop table %I', name);
      dropped := dropped + 1;
    end loop;
    return dropped;
  end $$`.execute(db)
  await sql`revoke execute on function monitoring_ensure_month, monitoring_drop_months from public`.execute(db)
  await sql`grant execute on function monitoring_ensure_month, monitoring_drop_months to mainstay_jobs`.execute(db)
}

async function states(db: Kysely<unknown>): Promise<void> {
  await sql`create table monitoring_device_state (
    client_id uuid not null, device_id uuid not null, state text not null, why text, last_heard_at timestamptz,
    cpu double precision, memory double precision, disk double precision, changed_at timestamptz not null,
    primary key (client_id, device_id)) with (fillfactor = 70)`.execute(db)
  await sql`select mainstay_tenant_table('monitoring_device_state')`.execute(db)

  await sql`create table monitoring_incident (
    client_id uuid not null, id uuid not null, device_id uuid not null, cause text not null,
    state text not null, worst text not null, summary text not null, opened_at timestamptz not null, closed_at timestamptz,
    primary key (client_id, id))`.execute(db)
  await sql`select mainstay_tenant_table('monitoring_incident')`.execute(db)
  await sql`create unique index monitoring_incident_open on monitoring_incident (client_id, device_id, cause) where closed_at is null`.execute(
    db,
  )
  await sql`create index monitoring_incident_time on monitoring_incident (client_id, opened_at desc)`.execute(db)

  await sql`create table monitoring_alert (
    client_id uuid not null, id uuid not null, device_id uuid not null, rule text not null, subject text not null,
    state text not null, worst text not null, summary text not null, why jsonb not null,
    since timestamptz not null, ended_at timestamptz, changed_at timestamptz not null, incident_id uuid not null,
    primary key (client_id, id),
    foreign key (client_id, incident_id) references monitoring_incident (client_id, id))`.execute(db)
  await sql`select mainstay_tenant_table('monitoring_alert')`.execute(db)
  await sql`create unique index monitoring_alert_open on monitoring_alert (client_id, device_id, rule, subject) where ended_at is null`.execute(
    db,
  )
  await sql`create index monitoring_alert_time on monitoring_alert (client_id, since desc)`.execute(db)
  await sql`create index monitoring_alert_incident on monitoring_alert (client_id, incident_id)`.execute(db)
}
