/** Agreements: one that goes on by itself holds until it is ended; a price that no invoice has used can be withdrawn. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The owner of a table with forced row-level security sees none of its rows.
  await sql`alter table agreements_agreement no force row level security`.execute(db)
  // Until now a later agreement could begin while an earlier one had gone on by itself: both billed the day. The earlier ends the day before.
  await sql`update agreements_agreement a set renewal = jsonb_set(renewal, '{months}', '0'),
      ends_on = (select min(b.starts_on) - 1 from agreements_agreement b where b.client_id = a.client_id and b.starts_on > a.ends_on)
    where (renewal->>'months')::int > 0 and ends_on is not null
      and exists (select from agreements_agreement b where b.client_id = a.client_id and b.starts_on > a.ends_on)`.execute(db)
  await sql`alter table agreements_agreement force row level security`.execute(db)
  await sql`alter table agreements_agreement drop constraint agreements_no_overlap`.execute(db)
  await sql`alter table agreements_agreement add constraint agreements_no_overlap exclude using gist (
    agreements_ids(client_id, client_id, '[]') with &&,
    daterange(starts_on, case when (renewal->>'months')::int > 0 then null else ends_on end, '[]') with &&)`.execute(db)
  await sql`grant delete on agreements_price to mainstay_app`.execute(db)
}
