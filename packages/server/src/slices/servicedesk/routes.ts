/** HTTP of the desk for the provider's people. */
import { IdSchema } from '@mainstay/contract'
import {
  AssigneesSchema,
  DeskRotaSchema,
  DeskSettingsSchema,
  HolidayListSchema,
  HolidayQuerySchema,
  NewMessageSchema,
  NewTicketSchema,
  NewTimeEntrySchema,
  RotaSchema,
  SetDeskSettingsSchema,
  StopwatchSchema,
  TicketAssigneeChangeSchema,
  TicketForecastSchema,
  TicketListQuerySchema,
  TicketListSchema,
  TicketMergeSchema,
  TicketParentChangeSchema,
  TicketPriorityChangeSchema,
  TicketSchema,
  TicketStatusChangeSchema,
  TicketTagsChangeSchema,
} from '@mainstay/contract/servicedesk'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import { authorise } from '../../platform/auth/index.ts'
import { proposeHolidays } from './holidays.ts'
import type { RotaService } from './rota-service.ts'
import type { PartsService } from './parts-service.ts'
import type { DeskService } from './service.ts'
import type { SettingsService } from './settings-service.ts'
import type { TimeService } from './time-service.ts'

const params = z.object({ ticketId: IdSchema })
const ofClient = z.object({ clientId: IdSchema })
const config = { access: 'session' } as const
const response = { 200: TicketSchema }

export function ticketRoutes(app: FastifyInstance, service: DeskService, time: TimeService, parts: PartsService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get(
    '/api/tickets',
    { config, schema: { querystring: TicketListQuerySchema, response: { 200: TicketListSchema } } },
    async (request) => service.list(actorOf(request), request.query),
  )
  routes.post(
    '/api/clients/:clientId/tickets',
    { config, schema: { params: ofClient, body: NewTicketSchema, response: { 201: TicketSchema } } },
    async (request, reply) => reply.code(201).send(await service.open(actorOf(request), request.params.clientId, request.body)),
  )
  routes.get(
    '/api/clients/:clientId/assignees',
    { config, schema: { params: ofClient, response: { 200: AssigneesSchema } } },
    async (request) => ({ people: await service.assignees(actorOf(request), request.params.clientId) }),
  )
  const one = '/api/tickets/:ticketId'
  routes.get(one, { config, schema: { params, response } }, async (request) => service.get(actorOf(request), request.params.ticketId))
  routes.post(`${one}/messages`, { config, schema: { params, body: NewMessageSchema, response } }, async (request) =>
    service.say(actorOf(request), request.params.ticketId, request.body),
  )
  routes.put(`${one}/status`, { config, schema: { params, body: TicketStatusChangeSchema, response } }, async (request) =>
    service.setStatus(actorOf(request), request.params.ticketId, request.body),
  )
  routes.put(`${one}/priority`, { config, schema: { params, body: TicketPriorityChangeSchema, response } }, async (request) =>
    service.setPriority(actorOf(request), request.params.ticketId, request.body.priority),
  )
  routes.put(`${one}/assignee`, { config, schema: { params, body: TicketAssigneeChangeSchema, response } }, async (request) =>
    service.assign(actorOf(request), request.params.ticketId, request.body.personId),
  )
  routes.put(`${one}/tags`, { config, schema: { params, body: TicketTagsChangeSchema, response } }, async (request) => {
    await parts.setTags(actorOf(request), request.params.ticketId, request.body.tags)
    return service.get(actorOf(request), request.params.ticketId)
  })
  routes.put(`${one}/parent`, { config, schema: { params, body: TicketParentChangeSchema, response } }, async (request) => {
    await parts.setParent(actorOf(request), request.params.ticketId, request.body.parentId)
    return service.get(actorOf(request), request.params.ticketId)
  })
  routes.post(`${one}/merge`, { config, schema: { params, body: TicketMergeSchema, response } }, async (request) => {
    await parts.merge(actorOf(request), request.params.ticketId, request.body.into)
    return service.get(actorOf(request), request.body.into)
  })
  routes.post(`${one}/stopwatch/start`, { config, schema: { params, body: StopwatchSchema, response } }, async (request) => {
    await time.start(actorOf(request), request.params.ticketId, request.body.note)
    return service.get(actorOf(request), request.params.ticketId)
  })
  routes.post(`${one}/stopwatch/stop`, { config, schema: { params, body: StopwatchSchema, response } }, async (request) => {
    await time.stop(actorOf(request), request.params.ticketId, request.body.note)
    return service.get(actorOf(request), request.params.ticketId)
  })
  routes.post(`${one}/time`, { config, schema: { params, body: NewTimeEntrySchema, response } }, async (request) => {
    await time.add(actorOf(request), request.params.ticketId, request.body)
    return service.get(actorOf(request), request.params.ticketId)
  })
}

export function settingsRoutes(app: FastifyInstance, settings: SettingsService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const holidays = { querystring: HolidayQuerySchema, response: { 200: HolidayListSchema } }
  routes.get('/api/desk/holidays', { config, schema: holidays }, async (request) => {
    authorise(actorOf(request), 'servicedesk.read')
    return { holidays: await proposeHolidays(request.query) }
  })
  const url = '/api/clients/:clientId/desk-settings'
  routes.get(url, { config, schema: { params: ofClient, response: { 200: DeskSettingsSchema } } }, async (request) =>
    settings.get(actorOf(request), request.params.clientId),
  )
  routes.put(
    url,
    { config, schema: { params: ofClient, body: SetDeskSettingsSchema, response: { 200: DeskSettingsSchema } } },
    async (request) => settings.set(actorOf(request), request.params.clientId, request.body),
  )
}

export function rotaRoutes(app: FastifyInstance, rota: RotaService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const url = '/api/desk/rota'
  routes.get(url, { config, schema: { response: { 200: DeskRotaSchema } } }, async (request) => rota.get(actorOf(request)))
  routes.put(url, { config, schema: { body: RotaSchema, response: { 200: DeskRotaSchema } } }, async (request) =>
    rota.set(actorOf(request), request.body),
  )
  routes.get('/api/desk/forecast', { config, schema: { response: { 200: TicketForecastSchema } } }, async (request) =>
    rota.forecast(actorOf(request)),
  )
}
