/** HTTP of plans and drills, for the provider's people, and for a client's managers. */
import { IdSchema } from '@mainstay/contract'
import {
  AnswerPlanSchema,
  ContinuitySchema,
  DrillSchema,
  EditPlanSchema,
  NewDrillSchema,
  PlanPaperQuerySchema,
  PortalContinuitySchema,
  PresentPlanSchema,
  RecordDrillSchema,
  RecoveryPlanSchema,
} from '@mainstay/contract/continuity'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { DrillService } from './drill-service.ts'
import type { Papers } from './papers.ts'
import type { PortalContinuityService } from './portal-service.ts'
import type { ContinuityService } from './service.ts'

const ofClient = z.object({ clientId: IdSchema })
const ofPlan = z.object({ planId: IdSchema })
const ofDrill = z.object({ drillId: IdSchema })
const config = { access: 'session' } as const
const response = { 200: RecoveryPlanSchema }

type Services = { plans: ContinuityService; drills: DrillService; portal: PortalContinuityService; papers: Papers }

export function continuityRoutes(app: FastifyInstance, { plans, drills, portal, papers }: Services): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get(
    '/api/clients/:clientId/continuity',
    { config, schema: { params: ofClient, response: { 200: ContinuitySchema } } },
    (request) => plans.of(actorOf(request), request.params.clientId),
  )
  routes.post(
    '/api/clients/:clientId/continuity/plans',
    { config, schema: { params: ofClient, response: { 201: RecoveryPlanSchema } } },
    async (request, reply) => reply.code(201).send(await plans.draft(actorOf(request), request.params.clientId)),
  )
  const plan = '/api/continuity/plans/:planId'
  routes.get(plan, { config, schema: { params: ofPlan, response } }, (request) => plans.get(actorOf(request), request.params.planId))
  routes.put(plan, { config, schema: { params: ofPlan, body: EditPlanSchema, response } }, (request) =>
    plans.edit(actorOf(request), request.params.planId, request.body),
  )
  routes.delete(plan, { config, schema: { params: ofPlan } }, async (request, reply) => {
    await plans.discard(actorOf(request), request.params.planId)
    return reply.code(204).send()
  })
  routes.post(`${plan}/present`, { config, schema: { params: ofPlan, body: PresentPlanSchema, response } }, (request) =>
    plans.present(actorOf(request), request.params.planId, request.body),
  )
  routes.get(`${plan}/paper`, { config, schema: { params: ofPlan, querystring: PlanPaperQuerySchema } }, async (request, reply) => {
    const { file, name } = await papers(actorOf(request), request.params.planId, request.query.paper)
    return reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="${name}"`)
      .header('cache-control', 'private, no-store')
      .send(file)
  })
  routes.post(
    '/api/clients/:clientId/continuity/drills',
    { config, schema: { params: ofClient, body: NewDrillSchema, response: { 201: DrillSchema } } },
    async (request, reply) => reply.code(201).send(await drills.plan(actorOf(request), request.params.clientId, request.body)),
  )
  const drill = '/api/continuity/drills/:drillId'
  routes.post(`${drill}/cancel`, { config, schema: { params: ofDrill, response: { 200: DrillSchema } } }, (request) =>
    drills.cancel(actorOf(request), request.params.drillId),
  )
  routes.post(
    `${drill}/record`,
    { config, schema: { params: ofDrill, body: RecordDrillSchema, response: { 200: DrillSchema } } },
    (request) => drills.record(actorOf(request), request.params.drillId, request.body),
  )
  routes.get('/api/portal/continuity', { config, schema: { response: { 200: PortalContinuitySchema } } }, async (request) => ({
    clients: await portal.list(actorOf(request)),
  }))
  routes.post(
    '/api/portal/continuity/plans/:planId/answer',
    { config, schema: { params: ofPlan, body: AnswerPlanSchema, response } },
    (request) => portal.answer(actorOf(request), request.params.planId, request.body),
  )
}
