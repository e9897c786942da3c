/** Work that comes again: templates with checklists, tickets that recur, tickets of accepted recommendations. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table servicedesk_ticket drop constraint servicedesk_ticket_source_check`.execute(db)
  await sql`alter table servicedesk_ticket add constraint servicedesk_ticket_source_check
    check (source in ('portal', 'phone', 'incident', 'mail', 'recurring', 'recommendation'))`.execute(db)
  await sql`alter table servicedesk_ticket add column recommendation_id uuid`.execute(db)
  await sql`create unique index servicedesk_ticket_recommendation on servicedesk_ticket (client_id, recommendation_id)`.execute(db)
  await sql`create table servicedesk_template (
    client_id uuid not null check (client_id = '00000000-0000-0000-0000-000000000000'), id uuid not null, name text not null,
    subject text not null, body text not null, priority text not null, tags text[] not null, checklist text[] not null,
    made_at timestamptz not null, made_by text not null, primary key (client_id, id), unique (client_id, name))`.execute(db)
  await sql`create table servicedesk_checklist_item (
    client_id uuid not null, ticket_id uuid not null, id uuid not null, position integer not null, text text not null,
    done_at timestamptz, done_by text, primary key (client_id, id),
    foreign key (client_id, ticket_id) references servicedesk_ticket (client_id, id))`.execute(db)
  await sql`create index servicedesk_checklist_ticket on servicedesk_checklist_item (client_id, ticket_id, position)`.execute(db)
  // What the template said when it was set stands here: a template that changes, or goes, changes no work that was agreed.
  await sql`create table servicedesk_recurring (
    client_id uuid not null, id uuid not null, subject text not null, body text not null, priority text not null, tags text[] not null,
    checklist text[] not null, every text not null check (every in ('week', 'month', 'quarter', 'year')),
    first_on date not null, next_on date not null, set_at timestamptz not null, set_by text not null, primary key (client_id, id))`.execute(
    db,
  )
  await sql`create index servicedesk_recurring_next on servicedesk_recurring (next_on)`.execute(db)
  for (const name of ['template', 'checklist_item', 'recurring'])
    await sql`select mainstay_tenant_table(${`servicedesk_${name}`})`.execute(db)
  await sql`revoke delete on servicedesk_checklist_item from mainstay_app`.execute(db)
}
