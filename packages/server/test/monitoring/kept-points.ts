/** What the store of measurements has kept of some devices: each time of a point, and how often it is there. */
import { systemClock } from '@mainstay/kernel'
import type { Database } from '../../src/platform/database/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { createPostgresMetrics } from '../../src/slices/monitoring/metrics/postgres-store.ts'

/** Of the last hour, of each device's first series. */
export async function keptPoints(
  database: Database,
  devices: readonly { clientId: string; deviceId: string }[],
): Promise<Map<string, Map<number, number>>> {
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
