/** HTTP of the desk for a client's own people. */
import { IdSchema } from '@mainstay/contract'
import {
  NewPortalTicketSchema,
  PortalReplySchema,
  PortalSatisfactionSchema,
  PortalTicketListSchema,
  PortalTicketSchema,
} from '@mainstay/contract/servicedesk'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { PortalService } from './portal-service.ts'

const params = z.object({ ticketId: IdSchema })
const config = { access: 'session' } as const
const response = { 200: PortalTicketSchema }

export function portalRoutes(app: FastifyInstance, portal: PortalService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get('/api/portal/tickets', { config, schema: { response: { 200: PortalTicketListSchema } } }, async (request) => ({
    tickets: await portal.list(actorOf(request)),
  }))
  routes.post(
    '/api/portal/clients/:clientId/tickets',
    { config, schema: { params: z.object({ clientId: IdSchema }), body: NewPortalTicketSchema, response: { 201: PortalTicketSchema } } },
    async (request, reply) => reply.code(201).send(await portal.open(actorOf(request), request.params.clientId, request.body)),
  )
  const one = '/api/portal/tickets/:ticketId'
  routes.get(one, { config, schema: { params, response } }, async (request) => portal.get(actorOf(request), request.params.ticketId))
  routes.post(`${one}/replies`, { config, schema: { params, body: PortalReplySchema, response } }, async (request) =>
    portal.reply(actorOf(request), request.params.ticketId, request.body.body),
  )
  routes.put(`${one}/satisfaction`, { config, schema: { params, body: PortalSatisfactionSchema, response } }, async (request) =>
    portal.judge(actorOf(request), request.params.ticketId, request.body.answer),
  )
}
