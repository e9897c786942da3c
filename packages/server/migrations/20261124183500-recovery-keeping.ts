/** Recovery: what is kept, what is going to be removed and when, who asked and who agreed, and what was found in each restore point. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table recovery_keeping (
    client_id uuid not null, device_id uuid not null, keep jsonb not null, delay_days integer not null check (delay_days between 1 and 366),
    quota_bytes bigint check (quota_bytes > 0), changed_at timestamptz not null, request_id uuid,
    primary key (client_id, device_id), foreign key (client_id, device_id) references devices_device (client_id, id))`.execute(db)
  await sql`create table recovery_request (
    client_id uuid not null, id uuid not null, device_id uuid not null, kind text not null check (kind in ('shorten', 'purge')),
    restore_point_id uuid, delay_days integer, why text not null,
    asked_by text not null, asked_by_name text not null, asked_at timestamptz not null, expires_at timestamptz not null,
    approved_by text, approved_by_name text, approved_at timestamptz, withdrawn_at timestamptz,
    primary key (client_id, id), foreign key (client_id, device_id) references devices_device (client_id, id),
    constraint recovery_request_two_people check (approved_by is null or approved_by <> asked_by))`.execute(db)
  await sql`create table recovery_tombstone (
    client_id uuid not null, id uuid not null, device_id uuid not null, restore_point_id uuid not null,
    by_kind text not null check (by_kind in ('rules', 'person')), by_name text not null, why text not null,
    made_at timestamptz not null, effective_at timestamptz not null, request_id uuid,
    withdrawn_at timestamptz, withdrawn_by text, done_at timestamptz,
    primary key (client_id, id), foreign key (client_id, restore_point_id) references recovery_restore_point (client_id, id))`.execute(db)
  await sql`create unique index recovery_tombstone_one on recovery_tombstone (client_id, restore_point_id) where withdrawn_at is null`.execute(
    db,
  )
  await sql`create table recovery_clean (
    client_id uuid not null, restore_point_id uuid not null, device_id uuid not null,
    verdict text not null check (verdict in ('clean', 'suspect', 'infected', 'unscanned')), score integer not null, evidence jsonb not null,
    files bigint, scanned_at timestamptz not null, scanners jsonb not null,
    primary key (client_id, restore_point_id), foreign key (client_id, restore_point_id) references recovery_restore_point (client_id, id))`.execute(
    db,
  )
  // What the next scan needs of the ones before: rebuilt by a scan of all points where it is missing.
  await sql`create table recovery_clean_state (
    client_id uuid not null, device_id uuid not null, carried jsonb not null,
    primary key (client_id, device_id), foreign key (client_id, device_id) references devices_device (client_id, id))`.execute(db)
  await sql`create table recovery_usage (
    client_id uuid not null, device_id uuid not null, bytes bigint not null, at timestamptz not null,
    primary key (client_id, device_id), foreign key (client_id, device_id) references devices_device (client_id, id))`.execute(db)
  // Who reads or rewrites a repository now. A reader that was not heard any more holds nothing.
  await sql`create table recovery_lease (
    client_id uuid not null, id uuid not null, device_id uuid not null, kind text not null check (kind in ('read', 'prune')),
    until timestamptz not null, primary key (client_id, id))`.execute(db)
  await sql`create index recovery_lease_device on recovery_lease (client_id, device_id)`.execute(db)
  // Copies in other places: the provider's; what each said of a device is its client's, one row a day.
  await sql`create table recovery_copy (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), id uuid not null, name text not null, public_key text not null,
    made_by text not null, made_at timestamptz not null, removed_at timestamptz, primary key (client_id, id), unique (client_id, public_key))`.execute(
    db,
  )
  await sql`create table recovery_copy_report (
    client_id uuid not null, copy_id uuid not null, device_id uuid not null, day date not null, copy_name text not null, at timestamptz not null, report jsonb not null,
    primary key (client_id, device_id, copy_id, day), foreign key (client_id, device_id) references devices_device (client_id, id))`.execute(
    db,
  )
  for (const table of ['keeping', 'request', 'tombstone', 'clean', 'clean_state', 'usage', 'lease', 'copy', 'copy_report'])
    await sql`select mainstay_tenant_table(${`recovery_${table}`}::regclass)`.execute(db)
  await sql`comment on table recovery_lease is 'export where false'`.execute(db)
  for (const table of ['keeping', 'request', 'tombstone'])
    await sql`revoke delete on ${sql.raw(`recovery_${table}`)} from mainstay_app`.execute(db)
  await rules(db)
}

/** The rules that hold whatever the application does. They bind the application's role; an import brings in what was lawful elsewhere. */
async function rules(db: Kysely<unknown>): Promise<void> {
  await sql`create function recovery_is_last(of_client uuid, of_device uuid, point uuid) returns boolean language sql stable as $$
    with remaining as (
      select r.id, coalesce(r.received_at, r.taken_at) as received,
        (select p.verdict from recovery_proof p where p.client_id = r.client_id and p.restore_point_id = r.id and p.verdict <> 'unknown' order by p.at desc limit 1) as proof,
        (select c.verdict from recovery_clean c where c.client_id = r.client_id and c.restore_point_id = r.id) as clean
      from recovery_restore_point r where r.client_id = of_client and r.device_id = of_device
        and not exists (select from recovery_tombstone t where t.client_id = r.client_id and t.restore_point_id = r.id and t.withdrawn_at is null and r.id <> point))
    select coalesce((select id = point from remaining where proof = 'passed' order by received desc, id desc limit 1), false)
      or coalesce((select id = point from remaining where clean = 'clean' order by received desc, id desc limit 1), false)
  $$`.execute(db)
  await sql`create function recovery_two_agreed(of_client uuid, of_device uuid, request uuid, of_kind text, point uuid, days integer) returns boolean language sql stable as $$
    select exists (select from recovery_request r where r.client_id = of_client and r.id = request and r.device_id = of_device and r.kind = of_kind
      and r.restore_point_id is not distinct from point and (days is null or r.delay_days = days)
      and r.withdrawn_at is null and r.approved_by is not null and r.approved_by <> r.asked_by)
  $$`.execute(db)
  await sql`create function recovery_tombstone_rule() returns trigger language plpgsql as $$
  declare
    days integer := coalesce((select k.delay_days from recovery_keeping k where k.client_id = new.client_id and k.device_id = new.device_id), 14);
    agreed boolean := recovery_two_agreed(new.client_id, new.device_id, new.request_id, 'purge', new.restore_point_id, null);
  begin
    if current_user <> 'mainstay_app' then return new; end if;
    if tg_op = 'INSERT' then
      if new.done_at is not null then raise exception 'a restore point is not removed by its tombstone'; end if;
      if not agreed and new.effective_at < greatest(new.made_at, now() - interval '5 minutes') + make_interval(days => days) then
        raise exception 'a restore point is removed no sooner than % days from now', days;
      end if;
      if not agreed and recovery_is_last(new.client_id, new.device_id, new.restore_point_id) then
        raise exception 'the last restore point that passed its test, or was found clean, stays';
      end if;
      return new;
    end if;
    if (new.restore_point_id, new.device_id, new.made_at) is distinct from (old.restore_point_id, old.device_id, old.made_at) then
      raise exception 'a tombstone stays with its restore point';
    end if;
    if new.effective_at < old.effective_at and not agreed then raise exception 'a removal is brought forward by two people only'; end if;
    if old.done_at is not null and (new.done_at, new.withdrawn_at) is distinct from (old.done_at, old.withdrawn_at) then
      raise exception 'what is removed stays removed';
    end if;
    if new.done_at is not null and old.done_at is null then
      if new.withdrawn_at is not null or new.effective_at > new.done_at or new.done_at > now() + interval '5 minutes' then
        raise exception 'its time has not come';
      end if;
      if not agreed and recovery_is_last(new.client_id, new.device_id, new.restore_point_id) then
        raise exception 'the last restore point that passed its test, or was found clean, stays';
      end if;
    end if;
    return new;
  end $$`.execute(db)
  await sql`create trigger recovery_tombstone_rule before insert or update on recovery_tombstone for each row execute function recovery_tombstone_rule()`.execute(
    db,
  )
  await sql`create function recovery_keeping_rule() returns trigger language plpgsql as $$
  declare days integer := coalesce((select k.delay_days from recovery_keeping k where k.client_id = new.client_id and k.device_id = new.device_id), 14);
  begin
    if current_user = 'mainstay_app' and new.delay_days < days
      and not recovery_two_agreed(new.client_id, new.device_id, new.request_id, 'shorten', null, new.delay_days) then
      raise exception 'the delay is shortened by two people only';
    end if;
    return new;
  end $$`.execute(db)
  await sql`create trigger recovery_keeping_rule before insert or update on recovery_keeping for each row execute function recovery_keeping_rule()`.execute(
    db,
  )
  await sql`create function recovery_request_rule() returns trigger language plpgsql as $$
  begin
    if current_user <> 'mainstay_app' then return new; end if;
    if tg_op = 'INSERT' then
      if new.approved_by is not null then raise exception 'a request is approved after it was made'; end if;
      return new;
    end if;
    if (new.device_id, new.kind, new.restore_point_id, new.delay_days, new.asked_by, new.asked_at, new.expires_at)
      is distinct from (old.device_id, old.kind, old.restore_point_id, old.delay_days, old.asked_by, old.asked_at, old.expires_at)
      or (old.approved_by is not null and new.approved_by is distinct from old.approved_by)
      or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
      or (new.approved_by is not null and old.approved_by is null and (old.withdrawn_at is not null or new.approved_at > old.expires_at)) then
      raise exception 'a request is not changed after it was made';
    end if;
    return new;
  end $$`.execute(db)
  await sql`create trigger recovery_request_rule before insert or update on recovery_request for each row execute function recovery_request_rule()`.execute(
    db,
  )
}
