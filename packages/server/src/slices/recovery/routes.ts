/** HTTP of recovery: the agent's way to its repository, restic's protocol, and what people see and ask for. */
import { IdSchema } from '@mainstay/contract'
import { RepositoryAnswerSchema } from '@mainstay/contract/agent'
import { ClientRecoverySchema, CoverageSchema, DeviceRecoverySchema } from '@mainstay/contract/recovery'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import { agentOf } from '../devices/index.ts'
import { createRestBackend, type RepositoryStorage, type RestBackendDeps } from '../../repository/index.ts'
import type { RecoveryService } from './service.ts'

const OfDevice = z.object({ deviceId: IdSchema })
const OfProof = z.object({ proofId: IdSchema })
const OfClient = z.object({ clientId: IdSchema })

type Deps = { service: RecoveryService; storage: RepositoryStorage; withinQuota: NonNullable<RestBackendDeps['withinQuota']> }

export async function recoveryRoutes(app: FastifyInstance, { service, storage, withinQuota }: Deps): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.post('/agent/v1/repository', { config: { access: 'agent' }, schema: { response: { 200: RepositoryAnswerSchema } } }, (request) =>
    service.repositoryFor(agentOf(actorOf(request))),
  )
  routes.get(
    '/api/devices/:deviceId/recovery',
    { config: { access: 'session' }, schema: { params: OfDevice, response: { 200: DeviceRecoverySchema } } },
    (request) => service.ofDevice(actorOf(request), request.params.deviceId),
  )
  routes.get(
    '/api/devices/:deviceId/recovery/coverage',
    { config: { access: 'session' }, schema: { params: OfDevice, response: { 200: CoverageSchema } } },
    (request) => service.coverageOf(actorOf(request), request.params.deviceId),
  )
  routes.get(
    '/api/clients/:clientId/recovery',
    { config: { access: 'session' }, schema: { params: OfClient, response: { 200: ClientRecoverySchema } } },
    (request) => service.ofClient(actorOf(request), request.params.clientId),
  )
  routes.get('/api/proofs/:proofId/screenshot', { config: { access: 'session' }, schema: { params: OfProof } }, async (request, reply) => {
    const png = await service.screenshotOf(actorOf(request), request.params.proofId)
    // Named by a proof, which never changes; other people's browsers and proxies keep nothing.
    return reply.type('image/png').header('cache-control', 'private, max-age=31536000, immutable').send(png)
  })
  routes.post(
    '/api/devices/:deviceId/recovery/prove',
    { config: { access: 'session' }, schema: { params: OfDevice, response: { 202: z.object({ queued: z.literal(true) }) } } },
    async (request, reply) => {
      await service.askForTest(actorOf(request), request.params.deviceId)
      return reply.code(202).send({ queued: true })
    },
  )
  // restic brings its own credential, which opens one repository and nothing else.
  await app.register(createRestBackend({ storage, authorise: service.opens, onSnapshotReceived: service.snapshotReceived, withinQuota }), {
    prefix: '/restic',
  })
}
