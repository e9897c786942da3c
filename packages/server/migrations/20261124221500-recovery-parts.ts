/** Recovery: a restore point may lie in several snapshots (disks of one server, dumps of its databases); and its removals and findings by device. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table recovery_restore_point add column parts jsonb not null default '[]'`.execute(db)
  // Of backups that made no restore point too: what they stored is known to be theirs.
  await sql`alter table recovery_backup add column parts jsonb not null default '[]'`.execute(db)
  await sql`create index recovery_backup_parts on recovery_backup (client_id, device_id) where parts <> '[]'`.execute(db)
  await sql`create index recovery_tombstone_device on recovery_tombstone (client_id, device_id)`.execute(db)
  await sql`create index recovery_clean_device on recovery_clean (client_id, device_id)`.execute(db)
}
