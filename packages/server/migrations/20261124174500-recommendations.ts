/** Recommendations: drafts, what was put to clients, frozen, and what they decided. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // `content` and `frozen` are text, not jsonb: a SHA-256 is that of the very bytes.
  await sql`create table recommendations_recommendation (
    client_id uuid not null, id uuid not null, status text not null check (status in ('draft', 'presented')),
    revision integer not null, client_name text not null, zone text not null, content text not null, origin jsonb,
    created_at timestamptz not null, created_by text not null,
    presented_at timestamptz, presented_by text, frozen text, sha256 text, supersedes uuid,
    primary key (client_id, id),
    foreign key (client_id, supersedes) references recommendations_recommendation (client_id, id),
    check ((status = 'presented') = (frozen is not null and sha256 is not null and presented_at is not null and presented_by is not null)))`.execute(
    db,
  )
  await sql`create index recommendations_recommendation_id on recommendations_recommendation (id)`.execute(db)
  await sql`create unique index recommendations_recommendation_next on recommendations_recommendation (client_id, supersedes)
    where status = 'presented'`.execute(db)
  // One decision each: the key says so.
  await sql`create table recommendations_decision (
    client_id uuid not null, recommendation_id uuid not null, answer text not null check (answer in ('accepted', 'declined', 'deferred')),
    option integer, words text not null, person_id text not null, person_name text not null, identified text not null,
    at timestamptz not null, review_on date, receipt text not null, sha256 text not null,
    primary key (client_id, recommendation_id),
    foreign key (client_id, recommendation_id) references recommendations_recommendation (client_id, id),
    check (answer <> 'accepted' or option is not null), check (answer = 'accepted' or review_on is not null))`.execute(db)
  await sql`create table recommendations_review (
    client_id uuid not null, id uuid not null, recommendation_id uuid not null, at timestamptz not null, by_name text not null,
    note text not null, next_on date not null,
    primary key (client_id, id),
    foreign key (client_id, recommendation_id) references recommendations_recommendation (client_id, id))`.execute(db)
  await sql`create table recommendations_link (
    client_id uuid not null, token_hash bytea not null, recommendation_id uuid not null, person_id uuid not null, person_name text not null,
    made_at timestamptz not null, made_by text not null, expires_at timestamptz not null, used_at timestamptz,
    primary key (client_id, token_hash),
    foreign key (client_id, recommendation_id) references recommendations_recommendation (client_id, id) on delete cascade)`.execute(db)
  await sql`comment on table recommendations_link is 'export where false'`.execute(db)
  for (const name of ['recommendation', 'decision', 'review', 'link'])
    await sql`select mainstay_tenant_table(${`recommendations_${name}`})`.execute(db)
  // What a client was shown, and what they said to it, no statement changes: not the application's, and not one typed by the tables' owner.
  await sql`create function recommendations_refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'what was put to a client and what they decided stays as it is (%)', tg_table_name using errcode = 'restrict_violation';
  end $$`.execute(db)
  await sql`create trigger frozen before update or delete on recommendations_recommendation for each row
    when (old.status <> 'draft') execute function recommendations_refuse()`.execute(db)
  for (const name of ['decision', 'review']) {
    await sql`create trigger frozen before update or delete on ${sql.raw(`recommendations_${name}`)} for each row
      execute function recommendations_refuse()`.execute(db)
    await sql`revoke update, delete on ${sql.raw(`recommendations_${name}`)} from mainstay_app`.execute(db)
  }
}
