/** Monitoring, first tier: what agents sent, durable as it came, and the last time each device was heard. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table monitoring_head (
    client_id uuid not null, device_id uuid not null, boot_id text not null, seq bigint not null,
    received_at timestamptz not null, points integer not null, blk bytea not null,
    primary key (client_id, device_id, boot_id, seq))`.execute(db)
  await sql`alter table monitoring_head alter column blk set storage external`.execute(db)
  await sql`create index monitoring_head_received on monitoring_head (received_at)`.execute(db)
  await sql`select mainstay_tenant_table('monitoring_head')`.execute(db)
  await sql`revoke update on monitoring_head from mainstay_app`.execute(db)
}
