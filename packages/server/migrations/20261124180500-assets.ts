/** Assets with their ages, what a client's plan is made with, and plans that were approved. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table lifecycle_asset (
    client_id uuid not null, id uuid not null, revision integer not null, source text not null check (source in ('agent', 'csv', 'hand')),
    device_id uuid, name text not null, kind text not null, serial text not null, vendor text not null, model text not null,
    system text not null, purchased_on date, price_minor bigint check (price_minor >= 0), warranty_until date,
    life_months integer check (life_months > 0), replacement_minor bigint check (replacement_minor >= 0), support_bought_to date,
    bundle text not null, note text not null, pin text, created_at timestamptz not null, retired_at timestamptz,
    primary key (client_id, id))`.execute(db)
  await sql`create unique index lifecycle_asset_device on lifecycle_asset (client_id, device_id) where device_id is not null`.execute(db)
  await sql`create table lifecycle_settings (
    client_id uuid primary key, revision integer not null, currency text not null, cap_minor bigint not null check (cap_minor >= 0),
    quarters integer not null, lives jsonb not null, prices jsonb not null)`.execute(db)
  // The plan is text, not jsonb: its SHA-256 is that of the very bytes.
  await sql`create table lifecycle_approved_plan (
    client_id uuid not null, id uuid not null, at timestamptz not null, by_name text not null, plan text not null, sha256 text not null,
    primary key (client_id, id))`.execute(db)
  for (const name of ['asset', 'settings', 'approved_plan']) await sql`select mainstay_tenant_table(${`lifecycle_${name}`})`.execute(db)
  // What a client's budget rests on stays as it was approved.
  await sql`revoke update, delete on lifecycle_approved_plan from mainstay_app`.execute(db)
  await sql`revoke delete on lifecycle_asset from mainstay_app`.execute(db)
}
