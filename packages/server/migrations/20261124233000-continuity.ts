/** Disaster-recovery plans: drafts, what was put to clients, frozen, what they answered; and drills. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // `content`, `facts` and `frozen` are text, not jsonb: a SHA-256 is that of the very bytes.
  await sql`create table continuity_plan (
    client_id uuid not null, id uuid not null, version integer not null, status text not null check (status in ('draft', 'presented')),
    revision integer not null, client_name text not null, zone text not null, content text not null,
    created_at timestamptz not null, created_by text not null,
    presented_at timestamptz, presented_by text, facts text, frozen text, sha256 text,
    primary key (client_id, id), unique (client_id, version),
    check ((status = 'presented') = (frozen is not null and facts is not null and sha256 is not null and presented_at is not null and presented_by is not null)))`.execute(
    db,
  )
  await sql`create index continuity_plan_id on continuity_plan (id)`.execute(db)
  await sql`create unique index continuity_plan_one_draft on continuity_plan (client_id) where status = 'draft'`.execute(db)
  // One answer each: the key says so.
  await sql`create table continuity_answer (
    client_id uuid not null, plan_id uuid not null, answer text not null check (answer in ('approved', 'returned')),
    words text not null, person_id text not null, person_name text not null, identified text not null,
    at timestamptz not null, record text not null, sha256 text not null,
    primary key (client_id, plan_id),
    foreign key (client_id, plan_id) references continuity_plan (client_id, id))`.execute(db)
  await sql`create table continuity_drill (
    client_id uuid not null, id uuid not null, kind text not null check (kind in ('tabletop', 'partial', 'full')),
    state text not null check (state in ('planned', 'held', 'cancelled')), planned_on date not null, who text not null,
    planned_by text not null, planned_at timestamptz not null,
    held_on date, outcome text check (outcome in ('passed', 'partly', 'failed')), story text, results jsonb,
    proofs_from timestamptz, proofs_to timestamptz, plan_version integer, recorded_by text, recorded_at timestamptz,
    primary key (client_id, id),
    check ((state = 'held') = (held_on is not null and outcome is not null and story is not null and results is not null
      and recorded_by is not null and recorded_at is not null)),
    check ((proofs_from is null) = (proofs_to is null)))`.execute(db)
  await sql`create index continuity_drill_id on continuity_drill (id)`.execute(db)
  for (const name of ['plan', 'answer', 'drill']) await sql`select mainstay_tenant_table(${`continuity_${name}`})`.execute(db)
  // What a client was shown, what they said to it, and what came of a drill, no statement changes.
  await sql`create function continuity_refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'a plan that was put to the client, their answer and a drill that was held stay as they are (%)', tg_table_name
      using errcode = 'restrict_violation';
  end $$`.execute(db)
  await sql`create trigger frozen before update or delete on continuity_plan for each row
    when (old.status <> 'draft') execute function continuity_refuse()`.execute(db)
  await sql`create trigger frozen before update or delete on continuity_drill for each row
    when (old.state <> 'planned') execute function continuity_refuse()`.execute(db)
  await sql`create trigger frozen before update or delete on continuity_answer for each row execute function continuity_refuse()`.execute(
    db,
  )
  await sql`revoke update, delete on continuity_answer from mainstay_app`.execute(db)
}
