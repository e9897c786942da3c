/** The slice `standards`: best practice, and whether a client is held to it. */
import type { Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../../platform/database/index.ts'
import type { StandardsPorts } from './ports.ts'
import { standardsRoutes } from './routes.ts'
import { createStandardsService } from './service.ts'

export { evaluate } from './domain/evaluate.ts'
export { LIBRARY } from './domain/library.ts'
export type { ClientFacts, DeviceFact } from './domain/facts.ts'
export { hoursAreSet } from './store.ts'
export type { StandardsPorts } from './ports.ts'

export type Standards = { routes(app: FastifyInstance): void }

export function createStandards(deps: { database: Database; clock: Clock; ports: StandardsPorts }): Standards {
  return { routes: (app) => standardsRoutes(app, createStandardsService(deps)) }
}
