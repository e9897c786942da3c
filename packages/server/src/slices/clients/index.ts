/** The slice `clients`: tenants and their sites. */
import type { Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../../platform/database/index.ts'
import { clientsRoutes } from './routes.ts'
import { type ClientsService, createClientsService } from './service.ts'

export { loadClient } from './store.ts'
export type { ClientsService }

export type Clients = { service: ClientsService; routes(app: FastifyInstance): void }

export function createClients(deps: { database: Database; clock: Clock }): Clients {
  const service = createClientsService(deps)
  return { service, routes: (app) => clientsRoutes(app, service) }
}
