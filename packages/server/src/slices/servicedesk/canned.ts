/** Text blocks for answers: the provider's, for every client. */
import type { CannedReply, NewCannedReply } from '@mainstay/contract/servicedesk'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { IdSchema } from '@mainstay/contract'
import { CannedRepliesSchema, NewCannedReplySchema } from '@mainstay/contract/servicedesk'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import { actorOf } from '../../platform/http/index.ts'
import { desk } from './tables.ts'

type Deps = { database: Database; clock: Clock }
const config = { access: 'session' } as const
const response = { 200: CannedRepliesSchema }

export function cannedRoutes(app: FastifyInstance, deps: Deps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const url = '/api/desk/canned-replies'
  routes.get(url, { config, schema: { response } }, async (request) => {
    authorise(actorOf(request), 'servicedesk.read')
    return { replies: await deps.database.transaction(oneClient(PROVIDER_ID), list) }
  })
  routes.post(url, { config, schema: { body: NewCannedReplySchema, response } }, async (request) => ({
    replies: await change(deps, actorOf(request), 'set', request.body.name, (tx, at, by) => save(tx, request.body, at, by)),
  }))
  routes.delete(`${url}/:id`, { config, schema: { params: z.object({ id: IdSchema }), response } }, async (request) => ({
    replies: await change(deps, actorOf(request), 'removed', request.params.id, (tx) => remove(tx, request.params.id)),
  }))
}

type Work = (tx: Tx, at: Date, by: string) => Promise<void>

function change({ database, clock }: Deps, actor: Actor, what: string, subject: string, work: Work): Promise<CannedReply[]> {
  authorise(actor, 'servicedesk.write')
  // One text of all clients: who works for some would put words into the mouths of the others.
  if (actor.clients !== 'all') throw new AppError('platform.forbidden', { needs: 'every client' })
  const at = clock.now()
  return database.transaction(oneClient(PROVIDER_ID), async (tx) => {
    await work(tx, at, actor.name)
    await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: `servicedesk.canned-reply-${what}`, subject, data: {}, at })
    return list(tx)
  })
}

async function list(tx: Tx): Promise<CannedReply[]> {
  return desk(tx)
    .selectFrom('servicedesk_canned_reply')
    .select(['id', 'name', 'body'])
    .where('client_id', '=', PROVIDER_ID)
    .orderBy('name')
    .execute()
}

/** One of the same name is replaced. */
async function save(tx: Tx, { name, body }: NewCannedReply, at: Date, by: string): Promise<void> {
  await desk(tx)
    .insertInto('servicedesk_canned_reply')
    .values({ client_id: PROVIDER_ID, id: newId(at.getTime()), name, body, made_at: at, made_by: by })
    .onConflict((on) => on.columns(['client_id', 'name']).doUpdateSet({ body, made_at: at, made_by: by }))
    .execute()
}

async function remove(tx: Tx, id: Id): Promise<void> {
  const done = await desk(tx)
    .deleteFrom('servicedesk_canned_reply')
    .where('client_id', '=', PROVIDER_ID)
    .where('id', '=', id)
    .executeTakeFirst()
  if (done.numDeletedRows === 0n) throw new AppError('platform.not-found', { what: 'text block' })
}
