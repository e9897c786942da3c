/** HTTP of agreements, invoices, and what outages cost. */
import { IdSchema } from '@mainstay/contract'
import {
  AgreementListSchema,
  ApproveInvoiceSchema,
  BillingSchema,
  ClientEventsSchema,
  DraftInvoiceSchema,
  InvoiceListSchema,
  InvoiceSchema,
  NewPriceSchema,
  OutageFiguresSchema,
  OutlookSchema,
  PortalOutageSchema,
  RenewalReviewSchema,
  SetAgreementSchema,
} from '@mainstay/contract/agreements'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { InvoiceService } from './invoice-service.ts'
import type { OutageService } from './outage-service.ts'
import type { EventsService } from './events-service.ts'
import type { OutlookService } from './outlook/service.ts'
import type { AgreementService } from './service.ts'

const ofClient = z.object({ clientId: IdSchema })
const config = { access: 'session' } as const

export function agreementRoutes(app: FastifyInstance, service: AgreementService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const url = '/api/clients/:clientId/agreements'
  const response = { 200: AgreementListSchema }
  const one = ofClient.extend({ agreementId: IdSchema })
  routes.get(url, { config, schema: { params: ofClient, response } }, async (request) => ({
    agreements: await service.list(actorOf(request), request.params.clientId),
  }))
  routes.post(url, { config, schema: { params: ofClient, body: SetAgreementSchema, response } }, async (request) => ({
    agreements: await service.set(actorOf(request), request.params.clientId, null, request.body),
  }))
  routes.put(`${url}/:agreementId`, { config, schema: { params: one, body: SetAgreementSchema, response } }, async (request) => ({
    agreements: await service.set(actorOf(request), request.params.clientId, request.params.agreementId, request.body),
  }))
  routes.post(`${url}/:agreementId/prices`, { config, schema: { params: one, body: NewPriceSchema, response } }, async (request) => ({
    agreements: await service.addPrice(actorOf(request), request.params.clientId, request.params.agreementId, request.body),
  }))
  const ofPrice = one.extend({ priceId: IdSchema })
  routes.delete(`${url}/:agreementId/prices/:priceId`, { config, schema: { params: ofPrice, response } }, async (request) => {
    const { clientId, agreementId, priceId } = request.params
    return { agreements: await service.withdrawPrice(actorOf(request), clientId, agreementId, priceId) }
  })
  const billing = z.object({ billing: BillingSchema.nullable() })
  routes.get('/api/billing', { config, schema: { response: { 200: billing } } }, async (request) => ({
    billing: await service.billing(actorOf(request)),
  }))
  routes.put('/api/billing', { config, schema: { body: BillingSchema, response: { 200: billing } } }, async (request) => ({
    billing: await service.setBilling(actorOf(request), request.body),
  }))
}

export function invoiceRoutes(app: FastifyInstance, service: InvoiceService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const url = '/api/clients/:clientId/invoices'
  const one = ofClient.extend({ invoiceId: IdSchema })
  const response = { 200: InvoiceSchema }
  routes.get(url, { config, schema: { params: ofClient, response: { 200: InvoiceListSchema } } }, async (request) => ({
    invoices: await service.list(actorOf(request), request.params.clientId),
  }))
  routes.get(`${url}/:invoiceId`, { config, schema: { params: one, response } }, async (request) =>
    service.get(actorOf(request), request.params.clientId, request.params.invoiceId),
  )
  routes.post(url, { config, schema: { params: ofClient, body: DraftInvoiceSchema, response } }, async (request) =>
    service.draft(actorOf(request), request.params.clientId, request.body.month),
  )
  routes.post(`${url}/:invoiceId/approve`, { config, schema: { params: one, body: ApproveInvoiceSchema, response } }, async (request) =>
    service.approve(actorOf(request), request.params.clientId, request.params.invoiceId, new Date(request.body.madeAt)),
  )
  routes.get(`${url}/:invoiceId/csv`, { config, schema: { params: one } }, async (request, reply) =>
    file(reply, 'text/csv; charset=utf-8', await service.csv(actorOf(request), request.params.clientId, request.params.invoiceId)),
  )
  routes.get(`${url}/:invoiceId/ubl`, { config, schema: { params: one } }, async (request, reply) =>
    file(reply, 'application/xml', await service.ubl(actorOf(request), request.params.clientId, request.params.invoiceId)),
  )
}

function file(reply: FastifyReply, type: string, { name, text }: { name: string; text: string }): FastifyReply {
  return reply
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('x-content-type-options', 'nosniff')
    .type(type)
    .send(text)
}

export function outageRoutes(app: FastifyInstance, service: OutageService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const url = '/api/portal/clients/:clientId/outages'
  const response = { 200: PortalOutageSchema }
  routes.get(url, { config, schema: { params: ofClient, response } }, async (request) =>
    service.get(actorOf(request), request.params.clientId),
  )
  routes.put(url, { config, schema: { params: ofClient, body: OutageFiguresSchema, response } }, async (request) =>
    service.set(actorOf(request), request.params.clientId, request.body),
  )
}

export function outlookRoutes(app: FastifyInstance, service: OutlookService, events: EventsService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get('/api/money/outlook', { config, schema: { response: { 200: OutlookSchema } } }, async (request) =>
    service.outlook(actorOf(request)),
  )
  const params = ofClient.extend({ agreementId: IdSchema })
  const url = '/api/clients/:clientId/agreements/:agreementId/review'
  routes.get(url, { config, schema: { params, response: { 200: RenewalReviewSchema } } }, async (request) =>
    service.review(actorOf(request), request.params.clientId, request.params.agreementId),
  )
  const ofEvents = { params: ofClient, response: { 200: ClientEventsSchema } }
  routes.get('/api/clients/:clientId/events', { config, schema: ofEvents }, async (request) =>
    events.of(actorOf(request), request.params.clientId),
  )
}
