/** HTTP of clients and sites. */
import { ClientListSchema, ClientSchema, NewClientSchema, NewSiteSchema, SiteSchema } from '@mainstay/contract/clients'
import { IdSchema } from '@mainstay/contract'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { Client, Site } from './domain.ts'
import type { ClientsService } from './service.ts'

const OfClient = z.object({ clientId: IdSchema })

export function clientsRoutes(app: FastifyInstance, service: ClientsService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get('/api/clients', { config: { access: 'session' }, schema: { response: { 200: ClientListSchema } } }, async (request) => ({
    clients: (await service.list(actorOf(request))).map(clientWire),
  }))
  routes.post(
    '/api/clients',
    { config: { access: 'session' }, schema: { body: NewClientSchema, response: { 201: ClientSchema } } },
    async (request, reply) => reply.code(201).send(clientWire(await service.create(actorOf(request), request.body))),
  )
  routes.get(
    '/api/clients/:clientId',
    { config: { access: 'session' }, schema: { params: OfClient, response: { 200: ClientSchema } } },
    async (request) => clientWire(await service.get(actorOf(request), request.params.clientId)),
  )
  routes.post(
    '/api/clients/:clientId/sites',
    { config: { access: 'session' }, schema: { params: OfClient, body: NewSiteSchema, response: { 201: SiteSchema } } },
    async (request, reply) =>
      reply.code(201).send(siteWire(await service.addSite(actorOf(request), request.params.clientId, request.body.name))),
  )
  // The command line's signer sets up clients too: `start` and `try` make the first one.
  routes.get('/signer/v1/clients', { config: { access: 'signer' }, schema: { response: { 200: ClientListSchema } } }, async (request) => ({
    clients: (await service.list(actorOf(request))).map(clientWire),
  }))
  routes.post(
    '/signer/v1/clients',
    { config: { access: 'signer' }, schema: { body: NewClientSchema, response: { 201: ClientSchema } } },
    async (request, reply) => reply.code(201).send(clientWire(await service.create(actorOf(request), request.body))),
  )
}

function clientWire(client: Client): z.input<typeof ClientSchema> {
  return {
    id: client.id,
    name: client.name,
    zone: client.zone,
    createdAt: client.createdAt.toISOString(),
    sites: client.sites.map(siteWire),
  }
}

function siteWire(site: Site): z.input<typeof SiteSchema> {
  return { id: site.id, clientId: site.clientId, name: site.name, createdAt: site.createdAt.toISOString() }
}
