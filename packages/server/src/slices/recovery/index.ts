/** The slice `recovery`: repositories, restore points, extraction tests. */
import { mkdirSync } from 'node:fs'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type AnyJob, defineJob, type Jobs } from '../../platform/jobs/index.ts'
import { createFolderStorage } from '../../repository/index.ts'
export { createFolderStorage, createRestBackend, type RestBackendDeps } from '../../repository/index.ts'
import { recoveryRoutes } from './routes.ts'
import { createRecoveryService, type RecoveryDeps, type RecoveryService } from './service.ts'
import { createSandboxes, type ViewingOptions } from './sandbox/index.ts'
import { createScreenshots } from './screenshots.ts'
import { copyRoutes } from './copies/routes.ts'
import { createCopiesService } from './copies/service.ts'
import { keepingJobs } from './keeping/jobs.ts'
import { createLeases } from './keeping/leases.ts'
import { keepingRoutes } from './keeping/routes.ts'
import { createKeepingService, type KeepingDeps } from './keeping/service.ts'
import { createUsage } from './keeping/usage.ts'
import type { Log } from '../../platform/log/index.ts'
import { watchPromises } from './watch-promises.ts'

export { copyStanding } from './copies/standing.ts'
export { loadReports as loadCopyReports } from './copies/store.ts'
export { type Proof, rpoAchieved, rtoAchieved, standing } from './domain.ts'
export { bytesKeptAt, loadProofsBetween } from './store.ts'
export type { RecoveryService } from './service.ts'
export type Recovery = {
  service: RecoveryService
  routes(app: FastifyInstance): Promise<void>
  jobs: AnyJob[]
  /** `work`: this instance starts servers for people to look at. */
  start(o: { work: boolean }): Promise<void>
  stop(): Promise<void>
}

const PROVE = 'recovery.prove'
const PayloadSchema = z.object({ clientId: z.uuid(), restorePointId: z.uuid() })
const LOOK = 'recovery.test-if-due'
const LookSchema = z.object({ clientId: z.uuid(), deviceId: z.uuid() })
const PROMISES = 'recovery.watch-promises'
const TIDY = 'recovery.remove-torn-uploads'
const DAY_S = 86_400

export type RecoveryParts = Omit<RecoveryDeps, 'enqueue' | 'lookTomorrow' | 'screenshots' | 'leases' | 'scanSoon'> & {
  hasSecondStep: KeepingDeps['hasSecondStep']
  /** A folder of YARA rules beside our own. */
  yara: string | null
  jobs: Jobs
  log: Log
  screenshotsFolder: string
  viewing: ViewingOptions
}

export function createRecovery({ jobs, screenshotsFolder, log, viewing, ...deps }: RecoveryParts): Recovery {
  for (const folder of [deps.repositoriesFolder, deps.workFolder, screenshotsFolder]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const enqueue: RecoveryDeps['enqueue'] = (payload) => jobs.send(PROVE, payload, { key: payload.restorePointId })
  const { database, clock } = deps
  const storage = createFolderStorage({ root: deps.repositoriesFolder })
  const leases = createLeases({ database, clock })
  const usage = createUsage({ database, clock, storage })
  const repositoryOf: RecoveryService['repositoryOf'] = (device) => service.repositoryOf(device)
  const keepingWork = keepingJobs({ ...deps, jobs, log, leases, usage, repositoryOf, exists: storage.exists })
  const service = createRecoveryService({
    ...deps,
    leases,
    scanSoon: keepingWork.scanSoon,
    screenshots: createScreenshots(screenshotsFolder),
    enqueue,
    lookTomorrow: (payload) => jobs.send(LOOK, payload, { key: payload.deviceId, startAfterSeconds: DAY_S }),
  })
  /** A restored server reads for long: it does not begin while the repository is being rewritten. */
  const unpruned: RecoveryService['repositoryOf'] = async (device) => {
    if (await leases.isPruned(device)) throw new AppError('recovery.keeping.pruning')
    return service.repositoryOf(device)
  }
  const sandboxes = createSandboxes({ ...deps, log, viewing, repositoryOf: unpruned, enqueueTest: enqueue })
  const keeping = createKeepingService(deps)
  const copies = createCopiesService({ database, clock, storage, repositoryOf })
  const job = defineJob({
    name: PROVE,
    payload: PayloadSchema,
    expireSeconds: 5 * 3600,
    run: (payload, { signal }) => service.test(payload, signal),
  })
  const look = defineJob({ name: LOOK, payload: LookSchema, run: (payload) => service.testIfDue(payload) })
  const tidy = defineJob({
    name: TIDY,
    payload: z.object({}),
    cron: '17 * * * *',
    scheduledPayload: {},
    // An upload that is a day old was cut off: restic would have given up long before.
    run: async () => void (await storage.removeTorn(DAY_S * 1000)),
  })
  const promises = defineJob({
    name: PROMISES,
    payload: z.object({}),
    cron: '*/5 * * * *',
    scheduledPayload: {},
    run: () => watchPromises(deps),
  })
  return {
    service,
    routes: async (app) => {
      sandboxes.routes(app)
      keepingRoutes(app, keeping)
      copyRoutes(app, copies)
      await recoveryRoutes(app, { service, storage, withinQuota: usage.withinQuota })
    },
    jobs: [job, look, promises, tidy, ...keepingWork.jobs],
    start: async ({ work }) => {
      if (work) await sandboxes.start()
    },
    stop: sandboxes.stop,
  }
}
