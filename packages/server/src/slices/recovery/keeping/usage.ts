/** How much a device's repository holds, and whether more may come in. */
import type { Clock, Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import { type Database, oneClient, type Tx } from '../../../platform/database/index.ts'
import { deviceClient } from '../../devices/index.ts'
import type { RepositoryStorage } from '../repository/index.ts'
import { loadSettings } from './store.ts'

/** What came in since is added up here; after so long the folder is counted again. */
const COUNTED_MS = 60_000
/** Of an upload that did not say how long it is. */
const UNSAID_BYTES = 16 * 1024 * 1024

export type Usage = {
  withinQuota(deviceId: Id, bytes: number | null): Promise<boolean>
  /** Counts the repository and writes it down. */
  measure(device: { clientId: Id; deviceId: Id }): Promise<number>
}

export function createUsage({ database, clock, storage }: { database: Database; clock: Clock; storage: RepositoryStorage }): Usage {
  const counted = new Map<Id, { at: number; bytes: number; quota: number | null }>()

  async function count(deviceId: Id): Promise<{ bytes: number; quota: number | null }> {
    const now = clock.now().getTime()
    const known = counted.get(deviceId)
    if (known !== undefined && now - known.at < COUNTED_MS) return known
    const clientId = await deviceClient(database, deviceId)
    const quota =
      clientId === null ? null : (await database.transaction(oneClient(clientId), (tx) => loadSettings(tx, clientId, deviceId))).quotaBytes
    const fresh = { at: now, bytes: quota === null ? 0 : await storage.usedBytes(deviceId), quota }
    counted.set(deviceId, fresh)
    return fresh
  }

  return {
    withinQuota: async (deviceId, bytes) => {
      const found = await count(deviceId)
      if (found.quota === null) return true
      const more = bytes ?? UNSAID_BYTES
      if (found.bytes + more > found.quota) return false
      found.bytes += more
      return true
    },
    measure: async ({ clientId, deviceId }) => {
      counted.delete(deviceId)
      const bytes = await storage.usedBytes(deviceId)
      await database.transaction(oneClient(clientId), async (tx) => {
        await sql`insert into recovery_usage (client_id, device_id, bytes, at) values (${clientId}, ${deviceId}, ${bytes}, ${clock.now()})
          on conflict (client_id, device_id) do update set bytes = excluded.bytes, at = excluded.at`.execute(tx)
      })
      return bytes
    },
  }
}

export async function loadUsage(tx: Tx, clientId: Id, deviceId: Id): Promise<{ bytes: number; at: Date } | null> {
  const { rows } = await sql<{
    bytes: string
    at: Date
  }>`select bytes, at from recovery_usage where client_id = ${clientId} and device_id = ${deviceId}`.execute(tx)
  return rows[0] === undefined ? null : { bytes: Number(rows[0].bytes), at: rows[0].at }
}
