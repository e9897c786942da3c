/** HTTP of recommendations for the provider's people. */
import { IdSchema } from '@mainstay/contract'
import {
  AdvisedQuerySchema,
  DecidersSchema,
  EditRecommendationSchema,
  LinkSchema,
  NewLinkSchema,
  NewRecommendationSchema,
  PresentSchema,
  RecommendationListSchema,
  RecommendationQuerySchema,
  RecommendationSchema,
  ReviewSchema,
  StandingSchema,
} from '@mainstay/contract/recommendations'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { LinksService } from './links.ts'
import type { RecommendationsService } from './service.ts'

const params = z.object({ recommendationId: IdSchema })
const ofClient = z.object({ clientId: IdSchema })
const config = { access: 'session' } as const
const response = { 200: RecommendationSchema }

export function recommendationsRoutes(app: FastifyInstance, service: RecommendationsService, links: LinksService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get(
    '/api/recommendations',
    { config, schema: { querystring: RecommendationQuerySchema, response: { 200: RecommendationListSchema } } },
    async (request) => ({ recommendations: await service.list(actorOf(request), request.query) }),
  )
  routes.post(
    '/api/clients/:clientId/recommendations',
    { config, schema: { params: ofClient, body: NewRecommendationSchema, response: { 201: RecommendationSchema } } },
    async (request, reply) => reply.code(201).send(await service.create(actorOf(request), request.params.clientId, request.body)),
  )
  routes.get('/api/clients/:clientId/standing', { config, schema: { params: ofClient, response: { 200: StandingSchema } } }, (request) =>
    service.standing(actorOf(request), request.params.clientId),
  )
  routes.get(
    '/api/clients/:clientId/advised',
    { config, schema: { params: ofClient, querystring: AdvisedQuerySchema, response: { 200: RecommendationListSchema } } },
    async (request) => {
      const { before, deviceId } = request.query
      const advised = await service.advised(actorOf(request), request.params.clientId, { before: new Date(before), deviceId })
      return { recommendations: advised }
    },
  )
  const one = '/api/recommendations/:recommendationId'
  routes.get(one, { config, schema: { params, response } }, (request) => service.get(actorOf(request), request.params.recommendationId))
  routes.put(one, { config, schema: { params, body: EditRecommendationSchema, response } }, (request) =>
    service.edit(actorOf(request), request.params.recommendationId, request.body),
  )
  routes.delete(one, { config, schema: { params } }, async (request, reply) => {
    await service.discard(actorOf(request), request.params.recommendationId)
    return reply.code(204).send()
  })
  routes.post(`${one}/present`, { config, schema: { params, body: PresentSchema, response } }, (request) =>
    service.present(actorOf(request), request.params.recommendationId, request.body),
  )
  routes.post(`${one}/reviews`, { config, schema: { params, body: ReviewSchema, response } }, (request) =>
    service.review(actorOf(request), request.params.recommendationId, request.body),
  )
  routes.get(`${one}/deciders`, { config, schema: { params, response: { 200: DecidersSchema } } }, async (request) => ({
    people: await links.deciders(actorOf(request), request.params.recommendationId),
  }))
  routes.post(`${one}/links`, { config, schema: { params, body: NewLinkSchema, response: { 201: LinkSchema } } }, async (request, reply) =>
    reply.code(201).send(await links.make(actorOf(request), request.params.recommendationId, request.body.personId)),
  )
}
