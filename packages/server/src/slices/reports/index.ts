/** The slice `reports`: the month in one honest page. */
import type { Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../../platform/database/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { ClientsService } from '../clients/index.ts'
import type { RecoveryService } from '../recovery/index.ts'
import { reportsRoutes } from './routes.ts'
import { coverageSource, recoverySource } from './sections.ts'
import { createReportsService } from './service.ts'

export type Reports = { routes(app: FastifyInstance): void }

export function createReports(deps: {
  database: Database
  clients: ClientsService
  recovery: RecoveryService
  clock: Clock
  log: Log
}): Reports {
  const { database, clients, recovery, clock, log } = deps
  const service = createReportsService({ clients, clock, log, sources: [recoverySource(database, recovery), coverageSource(database)] })
  return { routes: (app) => reportsRoutes(app, service) }
}
