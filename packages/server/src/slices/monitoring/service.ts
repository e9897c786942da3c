/** Use cases of monitoring: take a batch so that it is durable, and tell the last values of a device. */
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import type { MetricsAnswer, MetricsBatch } from '@mainstay/contract/agent'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, EVERY_CLIENT, oneClient } from '../../platform/database/index.ts'
import { type AgentIdentity, loadDevice, saveSeen } from '../devices/index.ts'
import { judgeBatch, keepLatest, type Latest } from './domain.ts'
import { deleteBefore, insertBatch, loadBatches } from './store.ts'

export type MonitoringService = ReturnType<typeof createMonitoringService>

const KEPT_MS = 31 * 86_400_000
/** After a restart the last values come from what was received since then. */
const LATEST_MS = 15 * 60_000

export function createMonitoringService({ database, clock }: { database: Database; clock: Clock }) {
  const latestOf = new Map<Id, Latest>()
  return {
    /** The answer says "accepted" only when the batch is on the disk. */
    ingest: async ({ clientId, deviceId }: AgentIdentity, batch: MetricsBatch): Promise<MetricsAnswer> => {
      const at = clock.now()
      const { series, answer } = judgeBatch(batch, at)
      await database.transaction(oneClient(clientId), async (tx) => {
        await insertBatch(tx, clientId, deviceId, batch, series, at)
        await saveSeen(tx, deviceId, at, answer.clockSkewSeconds, null)
      })
      const latest = latestOf.get(deviceId)
      if (latest !== undefined) keepLatest(latest, series)
      return answer
    },
    latest: async (actor: Actor, deviceId: Id): Promise<Latest> => {
      authorise(actor, 'monitoring.read')
      const batches = await database.transaction(scopeOf(actor), async (tx) => {
        if ((await loadDevice(tx, deviceId)) === null) throw new AppError('platform.not-found', { what: 'device' })
        return latestOf.has(deviceId) ? [] : loadBatches(tx, deviceId, new Date(clock.now().getTime() - LATEST_MS))
      })
      const latest: Latest = latestOf.get(deviceId) ?? new Map()
      for (const series of batches) keepLatest(latest, series)
      latestOf.set(deviceId, latest)
      return latest
    },
    dropOld: async (): Promise<void> => {
      await database.transaction(EVERY_CLIENT, (tx) => deleteBefore(tx, new Date(clock.now().getTime() - KEPT_MS)))
    },
  }
}
