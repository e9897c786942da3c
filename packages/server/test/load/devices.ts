/** Devices for load, put into the database directly, with sessions as the server itself issues them; and what was kept of their measurements. */
import { newId, systemClock } from '@mainstay/kernel'
import type pg from 'pg'
import type { Database } from '../../src/platform/database/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { deriveSecret, type MasterKey } from '../../src/platform/secrets/master-key.ts'
import { createSessions } from '../../src/slices/devices/session.ts'
import { createPostgresMetrics } from '../../src/slices/monitoring/metrics/postgres-store.ts'

export type LoadDevice = { clientId: string; deviceId: string; token: string }

export async function addLoadDevices(superuser: pg.ClientBase, masterKey: MasterKey, count: number): Promise<LoadDevice[]> {
  const sessions = createSessions(deriveSecret(masterKey, 'agent-session'))
  const [clientId, siteId] = [newId(), newId()]
  await superuser.query("insert into clients_client values ($1, 'Load', 'Etc/UTC', now(), null)", [clientId])
  await superuser.query("insert into clients_site values ($1, $2, 'Office', now())", [clientId, siteId])
  const devices: LoadDevice[] = []
  for (let n = 0; n < count; n++) {
    const deviceId = newId()
    await superuser.query(
      `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at)
       values ($1, $2, $3, $4, 'linux', 'x64', '1.0.0', $5, now())`,
      [clientId, deviceId, siteId, `load-${n}`, Buffer.from(deviceId)],
    )
    devices.push({ clientId, deviceId, token: sessions.issue({ clientId, deviceId }, new Date()).token })
  }
  return devices
}

/** The times of the points that are kept of each device; a time twice would be there twice. */
export async function keptPoints(database: Database, devices: readonly LoadDevice[]): Promise<Map<string, Map<number, number>>> {
  const store = createPostgresMetrics({ database, log: silentLog(), clock: systemClock })
  await store.start(() => {})
  const kept = new Map<string, Map<number, number>>()
  for (const { clientId, deviceId } of devices) {
    const { buckets } = await store.range({
      clientId,
      deviceId,
      series: [0],
      from: Date.now() - 3_600_000,
      to: Date.now() + 60_000,
      stepMs: 1,
    })
    kept.set(deviceId, new Map((buckets.get(0) ?? []).map((bucket) => [bucket.at, bucket.n])))
  }
  await store.stop()
  return kept
}
