/** HTTP of the agent's channel, `/agent/v1`. The schemas are the contract's; metrics and repositories are routes of the slices that own them. */
import {
  ChallengeRequestSchema,
  ChallengeResponseSchema,
  EnrolRequestSchema,
  EnrolResponseSchema,
  EnvelopesAnswerSchema,
  InventorySchema,
  ResultsRequestSchema,
  SessionRequestSchema,
  SessionResponseSchema,
} from '@mainstay/contract/agent'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { Actor } from '../../platform/auth/index.ts'
import type { AgentIdentity, AgentService } from './agent-service.ts'
import type { EnvelopeWaiters } from './envelope-waiters.ts'

const EnvelopesQuerySchema = z.object({
  after: z.uuid().optional(),
  authorityHead: z.string().max(64).optional(),
  /** Seconds to wait for one when there is none. */
  wait: z.coerce.number().min(0).max(60).default(0),
})
const DoneSchema = z.object({ v: z.literal(1) })
const INVENTORY_LIMIT = 8 * 1024 * 1024

export function agentRoutes(app: FastifyInstance, service: AgentService, waiters: EnvelopeWaiters): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  // The server is closed when every request is answered: an agent that waits would hold it up for half a minute.
  app.addHook('preClose', async () => waiters.stop())
  routes.post(
    '/agent/v1/enrol',
    { config: { access: 'own' }, schema: { body: EnrolRequestSchema, response: { 200: EnrolResponseSchema } } },
    (request) => service.enrol(request.body),
  )
  routes.post(
    '/agent/v1/challenge',
    { config: { access: 'own' }, schema: { body: ChallengeRequestSchema, response: { 200: ChallengeResponseSchema } } },
    async (request) => {
      const { challenge, now } = service.challenge(request.body.deviceId)
      return { v: 1 as const, challenge, now: now.toISOString() }
    },
  )
  routes.post(
    '/agent/v1/session',
    { config: { access: 'own' }, schema: { body: SessionRequestSchema, response: { 200: SessionResponseSchema } } },
    async (request) => {
      const { token, expiresAt, now } = await service.openSession(request.body)
      return { v: 1 as const, token, expiresAt: expiresAt.toISOString(), now: now.toISOString() }
    },
  )
  routes.post(
    '/agent/v1/inventory',
    { config: { access: 'agent' }, bodyLimit: INVENTORY_LIMIT, schema: { body: InventorySchema, response: { 200: DoneSchema } } },
    async (request) => {
      await service.recordInventory(agentOf(actorOf(request)), request.body)
      return { v: 1 as const }
    },
  )
  routes.get(
    '/agent/v1/envelopes',
    { config: { access: 'agent' }, schema: { querystring: EnvelopesQuerySchema, response: { 200: EnvelopesAnswerSchema } } },
    async (request) => {
      const device = agentOf(actorOf(request))
      const { after, authorityHead, wait } = request.query
      const fetch = () => service.envelopes(device, { after: after ?? null, authorityHead: authorityHead ?? null })
      const first = await fetch()
      if (first.envelopes.length > 0 || first.authority.length > 0 || wait === 0) return { v: 1 as const, ...first }
      await waiters.wait(device.clientId, wait, request.raw)
      return { v: 1 as const, ...(await fetch()) }
    },
  )
  routes.post(
    '/agent/v1/results',
    { config: { access: 'agent' }, bodyLimit: INVENTORY_LIMIT, schema: { body: ResultsRequestSchema, response: { 200: DoneSchema } } },
    async (request) => {
      await service.recordResults(agentOf(actorOf(request)), request.body.results)
      return { v: 1 as const }
    },
  )
}

/** The device behind an actor of access `agent`. */
export function agentOf(actor: Actor): AgentIdentity {
  const clientId = actor.clients === 'all' ? undefined : actor.clients[0]
  if (actor.kind !== 'agent' || clientId === undefined) throw new Error('this route is for agents')
  return { clientId, deviceId: actor.id }
}
