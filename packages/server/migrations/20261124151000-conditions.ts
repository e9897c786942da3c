/** Monitoring: what other slices found wrong with a device. Recovery: the measured time of a proof beside its record, to be read without it. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table monitoring_condition (
    client_id uuid not null, device_id uuid not null, owner text not null, rule text not null, subject text not null,
    rule_name text not null, cause text not null, state text not null check (state in ('warning', 'critical', 'unknown')),
    summary text not null, detail text not null, since timestamptz not null,
    primary key (client_id, device_id, rule, subject))`.execute(db)
  await sql`select mainstay_tenant_table('monitoring_condition')`.execute(db)
  await sql`create index recovery_backup_device on recovery_backup (client_id, device_id, ended_at desc)`.execute(db)
  await sql`alter table recovery_proof add column rto_seconds double precision`.execute(db)
  await sql`update recovery_proof set rto_seconds = (result ->> 'rtoSeconds')::double precision`.execute(db)
}
