/** The work that keeping does by itself: each hour every device is queued for keep rules and removals, each day for a look; each new restore point is looked into. */
import type { Id } from '@mainstay/kernel'
import { z } from 'zod'
import { type Database, EVERY_CLIENT } from '../../../platform/database/index.ts'
import { type AnyJob, defineJob, type Jobs } from '../../../platform/jobs/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { loadDevices } from '../../devices/index.ts'
import { type ScanDeps, scanDevice } from '../clean/scan.ts'
import { applyRules } from './apply-rules.ts'
import { type PruneDeps, pruneDevice } from './prune.ts'
import type { Usage } from './usage.ts'

const OfDevice = z.object({ clientId: z.uuid(), deviceId: z.uuid() })
const KEEP = 'recovery.keep'
const KEEP_ALL = 'recovery.keep-all'
const SCAN = 'recovery.scan'
const SCAN_ALL = 'recovery.scan-all'
const LONG_S = 5 * 3600
/** They mostly wait for the database and the disk; a removal in one repository must not hold up the rules of all others. */
const AT_ONCE = 4
/** They use the processor. */
const SCANS_AT_ONCE = 2

export type KeepingJobsDeps = PruneDeps &
  ScanDeps & { database: Database; jobs: Jobs; log: Log; usage: Usage; exists(deviceId: Id): Promise<boolean> }

export function keepingJobs(deps: KeepingJobsDeps): { jobs: AnyJob[]; scanSoon(device: { clientId: Id; deviceId: Id }): Promise<void> } {
  const { jobs, log } = deps
  const forEach = async (name: string): Promise<void> => {
    for (const { id, clientId } of await deps.database.transaction(EVERY_CLIENT, loadDevices))
      if (await deps.exists(id)) await jobs.send(name, { clientId, deviceId: id }, { key: id })
  }
  const keep = defineJob({
    name: KEEP,
    payload: OfDevice,
    expireSeconds: LONG_S,
    concurrency: AT_ONCE,
    run: async (device, { signal }) => {
      await applyRules(deps, device)
      const { outcome, removed } = await pruneDevice(deps, device, signal)
      if (outcome !== 'nothing')
        log.info({ deviceId: device.deviceId, outcome, removed: removed.length }, 'restore points whose time has come')
      await deps.usage.measure(device)
    },
  })
  const scan = defineJob({
    name: SCAN,
    payload: OfDevice,
    expireSeconds: LONG_S,
    concurrency: SCANS_AT_ONCE,
    run: async (device, { signal }) => {
      const { points, suspect, why } = await scanDevice(deps, device, signal)
      if (why !== null) log.warn({ deviceId: device.deviceId, why }, 'restore points could not be looked into')
      else if (points > 0) log.info({ deviceId: device.deviceId, points, suspect }, 'restore points were looked into')
    },
  })
  const hourly = defineJob({ name: KEEP_ALL, payload: z.object({}), cron: '37 * * * *', scheduledPayload: {}, run: () => forEach(KEEP) })
  const daily = defineJob({ name: SCAN_ALL, payload: z.object({}), cron: '52 3 * * *', scheduledPayload: {}, run: () => forEach(SCAN) })
  return { jobs: [keep, scan, hourly, daily], scanSoon: (device) => jobs.send(SCAN, device, { key: device.deviceId }) }
}
