/** How much a device's repository holds, and whether more may come in. */
import type { Clock, Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import { type Database, oneClient, type Tx } from '../../../platform/database/index.ts'
import { deviceClient } from '../../devices/index.ts'
import type { RepositoryStorage } from '../../../repository/index.ts'
import { loadSettings } from './store.ts'

/** What came in since is added up here; after so long the folder is counted again. */
const COUNTED_MS = 60_000
/** Of an upload that did not say how long it is. */
const UNSAID_BYTES = 16 * 1024 * 1024
/** An agent tells of a backup right after it; one that was cut off then tells when it is back. */
const TOLD_MS = 24 * 3_600_000

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

/** Of each device: what it holds of its quota, and snapshots that came in more than a day ago of which no backup told. */
export async function loadKept(
  tx: Tx,
  clientId: Id,
  deviceIds: readonly Id[],
  now: Date,
): Promise<Map<Id, { used: { bytes: number; quotaBytes: number | null } | null; untold: { count: number; since: Date } | null }>> {
  type Row = { device_id: string; bytes: string | null; quota_bytes: string | null; untold: string; since: Date | null }
  const before = new Date(now.getTime() - TOLD_MS)
  const { rows } =
    await sql<Row>`select d.id as device_id, u.bytes, k.quota_bytes, s.untold, s.since from unnest(${deviceIds}::uuid[]) d(id)
    left join recovery_usage u on u.client_id = ${clientId} and u.device_id = d.id
    left join recovery_keeping k on k.client_id = ${clientId} and k.device_id = d.id
    cross join lateral (select count(*) as untold, min(q.received_at) as since from recovery_receipt q where q.client_id = ${clientId} and q.device_id = d.id and q.received_at < ${before}
      and not exists (select from recovery_restore_point r where r.client_id = q.client_id and r.device_id = q.device_id and r.snapshot_id = q.snapshot_id)
      and not exists (select from (select part->>'snapshotId' as id from recovery_backup b, jsonb_array_elements(b.parts) part where b.client_id = ${clientId} and b.device_id = d.id and b.parts <> '[]') told where told.id = q.snapshot_id)) s`.execute(
      tx,
    )
  return new Map(
    rows.map((row) => [
      row.device_id,
      {
        used:
          row.bytes === null ? null : { bytes: Number(row.bytes), quotaBytes: row.quota_bytes === null ? null : Number(row.quota_bytes) },
        untold: row.since === null ? null : { count: Number(row.untold), since: row.since },
      },
    ]),
  )
}
