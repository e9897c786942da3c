/** HTTP of the desk's mailbox. */
import { DeskMailSchema, SetDeskMailboxSchema } from '@mainstay/contract/servicedesk'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../platform/http/index.ts'
import type { MailboxService } from './service.ts'

const config = { access: 'session' } as const
const response = { 200: DeskMailSchema }

export function mailboxRoutes(app: FastifyInstance, service: MailboxService): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get('/api/desk/mailbox', { config, schema: { response } }, async (request) => service.get(actorOf(request)))
  routes.put('/api/desk/mailbox', { config, schema: { body: SetDeskMailboxSchema, response } }, async (request) =>
    service.set(actorOf(request), request.body),
  )
}
