/** Downloads of what was attached. Always a file to save, never a page: what a stranger sent is not shown under our name. */
import { IdSchema } from '@mainstay/contract'
import { AppError, type Id } from '@mainstay/kernel'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Actor, authorise, scopeOf } from '../../../platform/auth/index.ts'
import type { Database } from '../../../platform/database/index.ts'
import { actorOf } from '../../../platform/http/index.ts'
import { mayRead } from '../portal-service.ts'
import { loadMessages, loadTicket } from '../store.ts'
import type { Attachments } from './keep.ts'
import { attachmentsOf, type StoredAttachment } from './store.ts'

type Deps = { database: Database; attachments: Attachments }

const params = z.object({ ticketId: IdSchema, attachmentId: IdSchema })
const config = { access: 'session' } as const

export function attachmentRoutes(app: FastifyInstance, deps: Deps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const own = '/:ticketId/attachments/:attachmentId'
  routes.get(`/api/tickets${own}`, { config, schema: { params } }, async (request, reply) => {
    const actor = actorOf(request)
    authorise(actor, 'servicedesk.read')
    return send(deps, reply, await find(deps, actor, request.params, false))
  })
  routes.get(`/api/portal/tickets${own}`, { config, schema: { params } }, async (request, reply) => {
    const actor = actorOf(request)
    authorise(actor, 'portal.tickets')
    return send(deps, reply, await find(deps, actor, request.params, true))
  })
}

type Found = StoredAttachment & { clientId: Id }

/** In the portal: of one's own tickets, and not of notes. */
async function find({ database }: Deps, actor: Actor, o: z.infer<typeof params>, portal: boolean): Promise<Found> {
  return database.transaction(scopeOf(actor), async (tx) => {
    const missing = new AppError('platform.not-found', { what: 'attachment' })
    const ticket = await loadTicket(tx, o.ticketId, { lock: false })
    if (ticket === null || (portal && !mayRead(actor, ticket))) throw missing
    const found = (await attachmentsOf(tx, ticket)).find(({ id }) => id === o.attachmentId)
    if (found === undefined) throw missing
    if (portal) {
      const message = (await loadMessages(tx, ticket)).find(({ id }) => id === found.messageId)
      if (message?.kind !== 'reply') throw missing
    }
    return { ...found, clientId: ticket.client_id }
  })
}

function send({ attachments }: Deps, reply: FastifyReply, { clientId, id, sha256, name, size, found }: Found): FastifyReply {
  if (sha256 === null) throw new AppError('servicedesk.attachment-malware', { name, found: found ?? 'malware' })
  return reply
    .headers({
      'content-disposition': `attachment; filename="${name.replace(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${encoded(name)}`,
      'content-length': size,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    })
    .type('application/octet-stream')
    .send(attachments.blobs.read({ clientId, owner: id, sha256 }))
}

/** RFC 8187; encodeURIComponent leaves some that it does not allow. */
function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
