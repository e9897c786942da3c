/** HTTP of standards. */
import { IdSchema } from '@mainstay/contract'
import { RecommendationSchema } from '@mainstay/contract/recommendations'
import { ClientStandardsSchema, NewCheckAnswerSchema } from '@mainstay/contract/standards'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { StandardsService } from './service.ts'

const ofClient = z.object({ clientId: IdSchema })
const ofCheck = z.object({ clientId: IdSchema, checkId: z.string().max(100) })
const config = { access: 'session' } as const
const response = { 200: ClientStandardsSchema }

export function standardsRoutes(app: FastifyInstance, service: StandardsService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get('/api/clients/:clientId/standards', { config, schema: { params: ofClient, response } }, (request) =>
    service.of(actorOf(request), request.params.clientId),
  )
  const one = '/api/clients/:clientId/standards/:checkId'
  routes.post(`${one}/answers`, { config, schema: { params: ofCheck, body: NewCheckAnswerSchema, response } }, (request) =>
    service.answer(actorOf(request), request.params.clientId, request.params.checkId, request.body),
  )
  routes.post(
    `${one}/recommendation`,
    { config, schema: { params: ofCheck, response: { 201: RecommendationSchema } } },
    async (request, reply) =>
      reply.code(201).send(await service.recommend(actorOf(request), request.params.clientId, request.params.checkId)),
  )
}
