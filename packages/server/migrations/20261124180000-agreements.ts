/** Agreements: terms, prices over time, what was covered on each day, invoices, what an outage costs by a client's own figures. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Equality in an exclusion constraint, without an extension: a range of ids that holds one.
  await sql`create type agreements_ids as range (subtype = uuid)`.execute(db)
  await sql`create type agreements_texts as range (subtype = text)`.execute(db)
  await sql`create table agreements_agreement (
    client_id uuid not null, id uuid not null, plan text not null, currency text not null,
    starts_on date not null, ends_on date check (ends_on >= starts_on), minimum_minor bigint not null check (minimum_minor >= 0),
    rounding text not null, tax_basis_points integer not null, time_step_minutes integer not null check (time_step_minutes > 0),
    renewal jsonb not null, recovery_promise text not null, buyer jsonb, set_at timestamptz not null, set_by text not null,
    primary key (client_id, id),
    constraint agreements_no_overlap exclude using gist (
      agreements_ids(client_id, client_id, '[]') with &&, daterange(starts_on, ends_on, '[]') with &&))`.execute(db)
  await sql`create table agreements_price (
    client_id uuid not null, id uuid not null, agreement_id uuid not null,
    kind text not null check (kind in ('flat', 'user', 'device', 'server', 'mailbox', 'hour')),
    unit_minor bigint not null check (unit_minor >= 0), included integer not null check (included >= 0),
    from_day date not null, until_day date check (until_day >= from_day), set_at timestamptz not null, set_by text not null,
    primary key (client_id, id), foreign key (client_id, agreement_id) references agreements_agreement (client_id, id),
    constraint agreements_price_no_overlap exclude using gist (
      agreements_ids(agreement_id, agreement_id, '[]') with &&, agreements_texts(kind, kind, '[]') with &&,
      daterange(from_day, until_day, '[]') with &&))`.execute(db)
  // One row for each thing and day; a day that was looked at stands in agreements_counted_day, also when nothing was covered on it.
  await sql`create table agreements_coverage (
    client_id uuid not null, day date not null, kind text not null check (kind in ('user', 'device', 'server', 'mailbox')),
    item text not null, name text not null, primary key (client_id, day, kind, item))`.execute(db)
  await sql`create table agreements_counted_day (
    client_id uuid not null, day date not null, counted_at timestamptz not null, primary key (client_id, day))`.execute(db)
  // Text, not jsonb: the hash of an approved one is that of the very bytes.
  await sql`create table agreements_invoice (
    client_id uuid not null, id uuid not null, month text not null, status text not null check (status in ('draft', 'approved')),
    document text not null, made_at timestamptz not null, number text, sha256 text, approved_at timestamptz, approved_by text,
    primary key (client_id, id), unique (client_id, month),
    check ((status = 'approved') = (number is not null and sha256 is not null and approved_at is not null and approved_by is not null)))`.execute(
    db,
  )
  await sql`create table agreements_billing (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), billing jsonb not null,
    set_at timestamptz not null, set_by text not null, primary key (client_id))`.execute(db)
  // Invoices are numbered without gaps: the number is taken in the transaction of the approval.
  await sql`create table agreements_number (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), year integer not null, last integer not null,
    primary key (client_id, year))`.execute(db)
  await sql`create table agreements_outage_figures (
    client_id uuid not null, figures jsonb not null, set_at timestamptz not null, set_by text not null, primary key (client_id))`.execute(
    db,
  )
  for (const name of ['agreement', 'price', 'coverage', 'counted_day', 'invoice', 'billing', 'number', 'outage_figures'])
    await sql`select mainstay_tenant_table(${`agreements_${name}`})`.execute(db)
  await sql`create policy frozen on agreements_invoice as restrictive for update to mainstay_app using (status = 'draft') with check (true)`.execute(
    db,
  )
  await sql`revoke delete on agreements_invoice, agreements_agreement, agreements_price, agreements_number from mainstay_app`.execute(db)
  await sql`revoke update, delete on agreements_coverage, agreements_counted_day from mainstay_app`.execute(db)
}
