/** Reports: drafts, and what was approved, frozen. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // `view` is text, not jsonb: its SHA-256 is that of the very bytes.
  await sql`create table reports_report (
    client_id uuid not null, id uuid not null, month text not null, version integer not null,
    status text not null check (status in ('draft', 'approved')), revision integer not null,
    client_name text not null, verdict text not null, tone text not null,
    view text not null, sha256 text, changed_at timestamptz not null, approved_at timestamptz,
    primary key (client_id, id), unique (client_id, month, version),
    check ((status = 'approved') = (sha256 is not null and approved_at is not null)))`.execute(db)
  await sql`create unique index reports_report_one_draft on reports_report (client_id, month) where status = 'draft'`.execute(db)
  await sql`create index reports_report_id on reports_report (id)`.execute(db)
  await sql`select mainstay_tenant_table('reports_report')`.execute(db)
  // What was approved is beyond the application's reach: no update finds it, and nothing is ever deleted.
  await sql`create policy frozen on reports_report as restrictive for update to mainstay_app using (status = 'draft') with check (true)`.execute(
    db,
  )
  await sql`revoke delete on reports_report from mainstay_app`.execute(db)
}
