/** HTTP of one's own held mail, for the portal. */
import { OwnAnswerSchema, OwnHeldListSchema, PreviewSchema } from '@mainstay/contract/mail'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../platform/http/index.ts'
import { Done, keyOf, OfDelivery } from '../routes.ts'
import type { OwnService } from './service.ts'

const access = { config: { access: 'session' } } as const

export function ownRoutes(app: FastifyInstance, own: OwnService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const one = '/api/me/mail/:clientId/:receivedAt/:deliveryId'
  routes.get('/api/me/mail', { ...access, schema: { response: { 200: OwnHeldListSchema } } }, async (request) => {
    const { address, held, more } = await own.held(actorOf(request))
    return {
      address,
      more,
      held: held.map((d) => ({
        clientId: d.clientId,
        id: d.id,
        receivedAt: d.receivedAt.toISOString(),
        from: d.fromHeader === '' ? d.sender : d.fromHeader,
        subject: d.subject,
        size: d.size,
        // What spoke for it would only confuse.
        reasons: d.reasons.filter(({ weight }) => weight > 0).map(({ text }) => text),
        mayRelease: d.mayRelease,
      })),
    }
  })
  routes.get(`${one}/preview`, { ...access, schema: { params: OfDelivery, response: { 200: PreviewSchema } } }, (request) =>
    own.preview(actorOf(request), keyOf(request.params)),
  )
  routes.post(
    `${one}/answer`,
    { ...access, schema: { params: OfDelivery, body: OwnAnswerSchema, response: { 200: Done } } },
    async (request) => {
      await own.answer(actorOf(request), keyOf(request.params), request.body)
      return { done: true } as const
    },
  )
}
