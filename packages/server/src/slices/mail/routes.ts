/** HTTP of mail: domains, lists and policy; the trace and what is kept. */
import { IdSchema, InstantSchema } from '@mainstay/contract'
import {
  BlockSchema,
  type DeliveryWire,
  DigestsSentSchema,
  ListEntriesSchema,
  ListEntrySchema,
  MailDaysQuerySchema,
  MailDaysSchema,
  MailDomainListSchema,
  MailDomainNameSchema,
  MailDomainSchema,
  type MailDomainWire,
  MailPolicySchema,
  NewListEntrySchema,
  PreviewSchema,
  ReleaseSchema,
  SetMailDomainSchema,
  SpoolSchema,
  TeachSchema,
  TraceQuerySchema,
  TraceSchema,
} from '@mainstay/contract/mail'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '../../platform/auth/index.ts'
import { actorOf } from '../../platform/http/index.ts'
import type { MailDomain } from './domain/next-hop.ts'
import type { KeptService, Traced } from './kept-service.ts'
import type { DeliveryKey } from './queue/delivery.ts'
import type { MailSettings } from './service.ts'

const OfClient = z.object({ clientId: IdSchema })
const OfDomain = OfClient.extend({ domain: MailDomainNameSchema })
const OfEntry = OfClient.extend({ listEntryId: IdSchema })
export const OfDelivery = OfClient.extend({ receivedAt: InstantSchema, deliveryId: IdSchema })
export const Done = z.object({ done: z.literal(true) })
const access = { config: { access: 'session' } } as const
const done = { done: true } as const

export function settingsRoutes(app: FastifyInstance, settings: MailSettings): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const base = '/api/clients/:clientId/mail'
  routes.get(`${base}/domains`, { ...access, schema: { params: OfClient, response: { 200: MailDomainListSchema } } }, async (request) => ({
    domains: (await settings.domains(actorOf(request), request.params.clientId)).map(domainWire),
  }))
  routes.put(
    `${base}/domains/:domain`,
    { ...access, schema: { params: OfDomain, body: SetMailDomainSchema, response: { 200: MailDomainSchema } } },
    async (request) => domainWire(await settings.setDomain(actorOf(request), request.params.clientId, request.params.domain, request.body)),
  )
  routes.delete(`${base}/domains/:domain`, { ...access, schema: { params: OfDomain, response: { 200: Done } } }, async (request) => {
    await settings.removeDomain(actorOf(request), request.params.clientId, request.params.domain)
    return done
  })
  routes.get(`${base}/lists`, { ...access, schema: { params: OfClient, response: { 200: ListEntriesSchema } } }, async (request) => ({
    entries: await settings.lists(actorOf(request), request.params.clientId),
  }))
  routes.post(
    `${base}/lists`,
    { ...access, schema: { params: OfClient, body: NewListEntrySchema, response: { 201: ListEntrySchema } } },
    async (request, reply) => reply.code(201).send(await settings.addToList(actorOf(request), request.params.clientId, request.body)),
  )
  routes.delete(`${base}/lists/:listEntryId`, { ...access, schema: { params: OfEntry, response: { 200: Done } } }, async (request) => {
    await settings.removeFromList(actorOf(request), request.params.clientId, request.params.listEntryId)
    return done
  })
  routes.get(`${base}/policy`, { ...access, schema: { params: OfClient, response: { 200: MailPolicySchema } } }, (request) =>
    settings.policy(actorOf(request), request.params.clientId),
  )
  routes.put(
    `${base}/policy`,
    { ...access, schema: { params: OfClient, body: MailPolicySchema, response: { 200: MailPolicySchema } } },
    (request) => settings.setPolicy(actorOf(request), request.params.clientId, request.body),
  )
}

type SendDigests = (actor: Actor, clientId: string) => Promise<number>

export function keptRoutes(app: FastifyInstance, kept: KeptService, sendDigests: SendDigests): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const base = '/api/clients/:clientId/mail'
  const one = `${base}/deliveries/:receivedAt/:deliveryId`
  routes.get(
    `${base}/deliveries`,
    { ...access, schema: { params: OfClient, querystring: TraceQuerySchema, response: { 200: TraceSchema } } },
    async (request) => {
      const { deliveries, more } = await kept.trace(actorOf(request), request.params.clientId, request.query)
      return { deliveries: deliveries.map(deliveryWire), more }
    },
  )
  routes.get(
    `${base}/days`,
    { ...access, schema: { params: OfClient, querystring: MailDaysQuerySchema, response: { 200: MailDaysSchema } } },
    async (request) => ({ days: await kept.days(actorOf(request), request.params.clientId, request.query) }),
  )
  routes.post(`${base}/digests`, { ...access, schema: { params: OfClient, response: { 200: DigestsSentSchema } } }, async (request) => ({
    sent: await sendDigests(actorOf(request), request.params.clientId),
  }))
  routes.get('/api/mail/spool', { ...access, schema: { response: { 200: SpoolSchema } } }, async (request) => ({
    domains: (await kept.spool(actorOf(request))).map((waiting) => ({ ...waiting, oldest: waiting.oldest.toISOString() })),
  }))
  routes.post(
    `${one}/preview`,
    { ...access, schema: { params: OfDelivery, body: z.object({ reason: z.string().trim().max(500) }), response: { 200: PreviewSchema } } },
    (request) => kept.preview(actorOf(request), keyOf(request.params), request.body.reason),
  )
  routes.post(
    `${one}/release`,
    { ...access, schema: { params: OfDelivery, body: ReleaseSchema, response: { 200: Done } } },
    async (request) => {
      await kept.release(actorOf(request), keyOf(request.params), request.body)
      return done
    },
  )
  routes.post(
    `${one}/block`,
    { ...access, schema: { params: OfDelivery, body: BlockSchema, response: { 200: Done } } },
    async (request) => {
      await kept.block(actorOf(request), keyOf(request.params), request.body)
      return done
    },
  )
  routes.put(
    `${one}/lesson`,
    { ...access, schema: { params: OfDelivery, body: TeachSchema, response: { 200: Done } } },
    async (request) => {
      await kept.teach(actorOf(request), keyOf(request.params), request.body.lesson)
      return done
    },
  )
}

export function keyOf({ clientId, receivedAt, deliveryId }: z.output<typeof OfDelivery>): DeliveryKey {
  return { clientId, receivedAt: new Date(receivedAt), id: deliveryId }
}

function domainWire({ clientId, domain, verifyRecipients, nextHops }: MailDomain): MailDomainWire {
  return { clientId, domain, verifyRecipients, nextHops: [...nextHops] }
}

function deliveryWire(d: Traced): DeliveryWire {
  return {
    clientId: d.clientId,
    id: d.id,
    receivedAt: d.receivedAt.toISOString(),
    messageId: d.messageId,
    sender: d.sender,
    recipient: d.recipient,
    from: d.fromHeader,
    subject: d.subject,
    headerId: d.headerId,
    source: d.source,
    size: d.size,
    verdict: d.verdict,
    reasons: d.reasons,
    authentication: d.authentication.summary,
    state: d.state,
    attempts: d.attempts,
    nextAttemptAt: d.nextAttemptAt?.toISOString() ?? null,
    lastReply: d.lastReply,
    nextHop: d.nextHop,
    doneAt: d.doneAt?.toISOString() ?? null,
    releasedBy: d.releasedBy,
    lesson: d.lesson,
  }
}
