/** Looking at restored servers, put together. */
import type { Actor } from '../../../platform/auth/index.ts'
import type { Clock, Id } from '@mainstay/kernel'
import { newId } from '@mainstay/kernel'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { reapScratch } from '../../../prove/scratch.ts'
import { HEARD_WITHIN_MS } from './domain.ts'
import { createHost, type HostDeps } from './host.ts'
import { sandboxRoutes } from './routes.ts'
import { createSandboxService, type SandboxDeps, type SandboxService } from './service.ts'
import { WINDOW_LIMITS, type WindowLimits } from './window.ts'

export { withPendingStatement } from './say.ts'

export type Sandboxes = {
  service: SandboxService
  routes(app: FastifyInstance): void
  /** From now on servers are started here. */
  start(): Promise<void>
  stop(): Promise<void>
}

export type SandboxesDeps = Pick<SandboxDeps, 'repositoryOf' | 'enqueueTest'> & {
  database: Database
  clock: Clock
  log: Log
  workFolder: string
  restic: string
  viewing: ViewingOptions
}

/** What looking needs of the rest, and its bounds. */
export type ViewingOptions = {
  identified(actor: Actor): Promise<string>
  stillMay(request: FastifyRequest): Promise<void>
  minutes?: number
  most?: number
  machine?: HostDeps['machine']
  limits?: WindowLimits
  recheckMs?: number
}

const MINUTES = 30
const START_MINUTES = 60
/** Each costs memory of a whole server. */
const MOST = 2
const RECHECK_MS = 30_000

export function createSandboxes({ viewing, ...deps }: SandboxesDeps): Sandboxes {
  const { database, clock, log, workFolder, restic } = deps
  const minutes = viewing.minutes ?? MINUTES
  const instanceId: Id = newId()
  const machine = viewing.machine === undefined ? {} : { machine: viewing.machine }
  const host = createHost({ database, clock, log, workFolder, restic, minutes, startMinutes: START_MINUTES, ...machine })
  let hosts = false
  let later: NodeJS.Timeout | undefined
  const service = createSandboxService({
    database,
    clock,
    host,
    instanceId,
    minutes,
    hosts: () => hosts,
    most: viewing.most ?? MOST,
    identified: viewing.identified,
    repositoryOf: deps.repositoryOf,
    enqueueTest: deps.enqueueTest,
  })
  return {
    service,
    routes: (app) =>
      sandboxRoutes(app, {
        service,
        limits: viewing.limits ?? WINDOW_LIMITS,
        stillMay: viewing.stillMay,
        recheckMs: viewing.recheckMs ?? RECHECK_MS,
      }),
    start: async () => {
      hosts = true
      const sweep = () => service.sweep().catch((error: unknown) => log.warn({ err: error }, 'restored servers of before were not ended'))
      await reapScratch(workFolder)
      await sweep()
      // One that was killed a moment ago still counts as heard.
      later = setTimeout(() => void sweep(), HEARD_WITHIN_MS + 1000)
      later.unref()
    },
    stop: async () => {
      hosts = false
      clearTimeout(later)
      await host.stop()
    },
  }
}
