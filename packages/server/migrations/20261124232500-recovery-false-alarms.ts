/** Recovery: which scanners were away when a restore point could not be looked at anew, and findings that a person judged to be false alarms. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table recovery_false_alarm (
    client_id uuid not null, id uuid not null, device_id uuid not null, restore_point_id uuid not null, evidence jsonb not null, why text not null,
    by_id text not null, by_name text not null, at timestamptz not null,
    primary key (client_id, id), foreign key (client_id, restore_point_id) references recovery_restore_point (client_id, id))`.execute(db)
  await sql`create index recovery_false_alarm_device on recovery_false_alarm (client_id, device_id)`.execute(db)
  await sql`select mainstay_tenant_table('recovery_false_alarm'::regclass)`.execute(db)
  await sql`revoke update, delete on recovery_false_alarm from mainstay_app`.execute(db)
  await sql`alter table recovery_clean add column away jsonb not null default '[]', add column accepted jsonb`.execute(db)
}
