/** The slice `devices`: machines, their agents' channel, their policies. */
import type { Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../../platform/database/index.ts'
import type { Authenticate } from '../../platform/http/index.ts'
import { agentRoutes } from './agent-routes.ts'
import { createAgentService } from './agent-service.ts'
import { authenticateAgents } from './authenticate.ts'
import { createEnvelopeWaiters } from './envelope-waiters.ts'
import type { BackupResultSink, TrustPort } from './ports.ts'
import { devicesRoutes } from './routes.ts'
import { createDevicesService, type DevicesService } from './service.ts'
import { createSessions } from './session.ts'

export { agentOf } from './agent-routes.ts'
export type { AgentIdentity } from './agent-service.ts'
export type { DevicesService } from './service.ts'
export {
  type AppliedPolicy,
  appliedPolicies,
  deviceClient,
  loadDevice,
  loadDevices,
  loadDevicesAt,
  loadInventory,
  saveSeen,
} from './store.ts'

export type Devices = {
  service: DevicesService
  routes(app: FastifyInstance): void
  authenticateAgent: Authenticate
  /** An envelope was signed for this client: agents that wait look again. */
  wakeAgents(clientId: string): void
  stop(): void
}

type Deps = { database: Database; clock: Clock; sessionSecret: string; trust: TrustPort; onBackupResult: BackupResultSink }

export function createDevices({ database, clock, sessionSecret, trust, onBackupResult }: Deps): Devices {
  const sessions = createSessions(sessionSecret)
  const waiters = createEnvelopeWaiters()
  const service = createDevicesService({ database, clock, trust })
  const agents = createAgentService({ database, clock, sessions, trust, onBackupResult })
  return {
    service,
    routes: (app) => {
      agentRoutes(app, agents, waiters)
      devicesRoutes(app, service)
    },
    authenticateAgent: authenticateAgents({ database, clock, sessions }),
    wakeAgents: (clientId) => waiters.wake(clientId),
    stop: () => waiters.stop(),
  }
}
