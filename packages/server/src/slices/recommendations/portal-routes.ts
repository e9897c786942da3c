/** HTTP of decisions: for a client's managers, and the receipt for both sides. */
import { IdSchema } from '@mainstay/contract'
import { AnswerSchema, LinkQuerySchema, PortalDecisionListSchema, PortalDecisionSchema } from '@mainstay/contract/recommendations'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { PortalDecisionsService } from './portal-service.ts'
import type { Receipts } from './receipts.ts'

const params = z.object({ recommendationId: IdSchema })
const config = { access: 'session' } as const

export function portalDecisionRoutes(app: FastifyInstance, portal: PortalDecisionsService, receipts: Receipts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const response = { 200: PortalDecisionSchema }
  routes.get('/api/portal/decisions', { config, schema: { response: { 200: PortalDecisionListSchema } } }, async (request) => ({
    decisions: await portal.list(actorOf(request)),
  }))
  const one = '/api/portal/decisions/:recommendationId'
  routes.get(one, { config, schema: { params, querystring: LinkQuerySchema, response } }, (request) =>
    portal.get(actorOf(request), request.params.recommendationId, request.query.link),
  )
  routes.post(`${one}/answer`, { config, schema: { params, body: AnswerSchema, response } }, (request) =>
    portal.answer(actorOf(request), request.params.recommendationId, request.body),
  )
  routes.get(
    '/api/recommendations/:recommendationId/receipt',
    { config, schema: { params, querystring: z.object({ paper: z.enum(['a4', 'letter']).default('a4') }) } },
    async (request, reply) => {
      const { recommendationId } = request.params
      const { file, sha256 } = await receipts(actorOf(request), recommendationId, request.query.paper)
      return reply
        .type('application/pdf')
        .header('x-decision-sha256', sha256)
        .header('content-disposition', `inline; filename="decision-${recommendationId}.pdf"`)
        .header('cache-control', 'private, no-store')
        .send(file)
    },
  )
}
