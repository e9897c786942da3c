/** Protected gigabytes as a quantity: what was counted of a thing on a day may be more than one. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table agreements_coverage add column quantity bigint not null default 1 check (quantity >= 0)`.execute(db)
  await sql`alter table agreements_coverage drop constraint agreements_coverage_kind_check`.execute(db)
  await sql`alter table agreements_coverage add constraint agreements_coverage_kind_check
    check (kind in ('user', 'device', 'server', 'mailbox', 'gigabyte'))`.execute(db)
  await sql`alter table agreements_price drop constraint agreements_price_kind_check`.execute(db)
  await sql`alter table agreements_price add constraint agreements_price_kind_check
    check (kind in ('flat', 'user', 'device', 'server', 'mailbox', 'gigabyte', 'hour'))`.execute(db)
}
