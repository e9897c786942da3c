/** Tells the pages of this instance of alerts that another instance wrote: looked up every two seconds while somebody listens. */
import { sql } from 'kysely'
import { type Database, EVERY_CLIENT } from '../../../platform/database/index.ts'
import type { Hub } from './hub.ts'

export function createChangeFollower({ database, hub }: { database: Database; hub: Hub }): { look(): Promise<void> } {
  let since: Date | null = null
  return {
    look: async () => {
      if (hub.listeners() === 0) {
        since = null
        return
      }
      const { rows, now } = await database.transaction(EVERY_CLIENT, async (tx) => {
        const clock = await sql<{ now: Date }>`select now() as now`.execute(tx)
        const changed = await sql<{ client_id: string; device_id: string }>`select distinct client_id, device_id from monitoring_alert
          where changed_at > ${since ?? clock.rows[0]?.now}`.execute(tx)
        return { rows: changed.rows, now: clock.rows[0]?.now ?? null }
      })
      // A transaction may show what it wrote some seconds after its own time.
      since = now === null ? null : new Date(now.getTime() - 10_000)
      for (const row of rows) hub.publish({ topic: 'alert', clientId: row.client_id, deviceId: row.device_id })
    },
  }
}
