/** Recovery: the newest restore points of many devices in one query. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index recovery_restore_point_device on recovery_restore_point (client_id, device_id, taken_at desc)`.execute(db)
}
