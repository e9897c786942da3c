/** HTTP of work that comes again: templates, recurring tickets, checklists, splitting. */
import { IdSchema } from '@mainstay/contract'
import {
  ChecklistDoneSchema,
  NewChecklistSchema,
  NewRecurringSchema,
  NewTemplateSchema,
  RecurringListSchema,
  TemplateListSchema,
  TicketSchema,
  TicketSplitSchema,
} from '@mainstay/contract/servicedesk'
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Actor, authorise, scopeOf } from '../../../platform/auth/index.ts'
import type { Database, Tx } from '../../../platform/database/index.ts'
import { actorOf } from '../../../platform/http/index.ts'
import { notify } from '../../../platform/outbox/index.ts'
import type { DeskPorts } from '../ports.ts'
import type { DeskService } from '../service.ts'
import { loadTicket, type TicketRecord } from '../store.ts'
import { insertChecklist, setDone } from './checklist.ts'
import type { RecurringService } from './recurring.ts'
import { splitTicket } from './split.ts'
import type { TemplateService } from './templates.ts'

const config = { access: 'session' } as const
const params = z.object({ ticketId: IdSchema })
const ofClient = z.object({ clientId: IdSchema })
type Deps = { database: Database; clock: Clock; ports: Pick<DeskPorts, 'clientOf'> }

export function workRoutes(
  app: FastifyInstance,
  deps: Deps,
  service: DeskService,
  templates: TemplateService,
  recurring: RecurringService,
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const response = { 200: TemplateListSchema }
  routes.get('/api/desk/templates', { config, schema: { response } }, async (request) => ({
    templates: await templates.list(actorOf(request)),
  }))
  routes.post('/api/desk/templates', { config, schema: { body: NewTemplateSchema, response } }, async (request) => ({
    templates: await templates.save(actorOf(request), request.body),
  }))
  const one = z.object({ id: IdSchema })
  routes.delete('/api/desk/templates/:id', { config, schema: { params: one, response } }, async (request) => ({
    templates: await templates.remove(actorOf(request), request.params.id),
  }))
  const url = '/api/clients/:clientId/recurring-tickets'
  const listed = { 200: RecurringListSchema }
  routes.get(url, { config, schema: { params: ofClient, response: listed } }, async (request) => ({
    recurring: await recurring.list(actorOf(request), request.params.clientId),
  }))
  routes.post(url, { config, schema: { params: ofClient, body: NewRecurringSchema, response: listed } }, async (request) => ({
    recurring: await recurring.add(actorOf(request), request.params.clientId, request.body),
  }))
  routes.delete(`${url}/:id`, { config, schema: { params: ofClient.extend(one.shape), response: listed } }, async (request) => ({
    recurring: await recurring.remove(actorOf(request), request.params.clientId, request.params.id),
  }))
  ticketWorkRoutes(app, deps, service)
}

function ticketWorkRoutes(app: FastifyInstance, deps: Deps, service: DeskService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const response = { 200: TicketSchema }
  const ticket = '/api/tickets/:ticketId'
  routes.post(`${ticket}/split`, { config, schema: { params, body: TicketSplitSchema, response } }, async (request) => {
    const actor = actorOf(request)
    return service.get(actor, await splitTicket(deps, actor, request.params.ticketId, request.body))
  })
  routes.post(`${ticket}/checklist`, { config, schema: { params, body: NewChecklistSchema, response } }, async (request) => {
    const { ticketId } = request.params
    await change(deps, actorOf(request), ticketId, (tx, one) => insertChecklist(tx, one, request.body.items))
    return service.get(actorOf(request), ticketId)
  })
  routes.put(`${ticket}/checklist`, { config, schema: { params, body: ChecklistDoneSchema, response } }, async (request) => {
    const [actor, { ticketId }, { itemId, done }] = [actorOf(request), request.params, request.body]
    await change(deps, actor, ticketId, (tx, one) => setDone(tx, one, itemId, done ? { by: actor.name, at: deps.clock.now() } : null))
    return service.get(actor, ticketId)
  })
}

/** A checklist is no event of the clock: who ticked it stands beside it. */
async function change(
  { database }: Deps,
  actor: Actor,
  ticketId: Id,
  work: (tx: Tx, ticket: TicketRecord) => Promise<void>,
): Promise<void> {
  authorise(actor, 'servicedesk.write')
  await database.transaction(scopeOf(actor), async (tx) => {
    const ticket = await loadTicket(tx, ticketId, { lock: true })
    if (ticket === null) throw new AppError('platform.not-found', { what: 'ticket' })
    await work(tx, ticket)
    await notify(tx, [{ topic: 'ticket.changed', clientId: ticket.client_id, deviceId: null }])
  })
}
