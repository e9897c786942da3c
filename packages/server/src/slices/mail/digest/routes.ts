/** The way in without a password: the link of a digest. GET shows and changes nothing, since scanners follow links; POST acts, once. */
import { AppError, type Clock } from '@mainstay/kernel'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Blobs } from '../../../platform/blobs/index.ts'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import { mayReleaseItself } from '../domain/decide.ts'
import type { KeptService } from '../kept-service.ts'
import type { DeliveryKey } from '../queue/delivery.ts'
import { loadDelivery } from '../store/deliveries.ts'
import { isUsed, useLink } from '../store/digest.ts'
import { previewOf } from '../views/preview.ts'
import { PAGE_POLICY } from '../../../platform/pages/index.ts'
import { LINK_DAYS, readLink } from './link.ts'
import { donePage, heldPage, refusedPage } from './pages.ts'

type Deps = { database: Database; blobs: Blobs; clock: Clock; kept: KeptService; linkSecret: string; queued: () => void }
type Params = { token: string }

const MOST_FORM_BYTES = 1000

export async function digestRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MOST_FORM_BYTES },
      async (_: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
    )
    scope.get<{ Params: Params }>('/mail/held/:token', { config: { access: 'public' } }, (request, reply) =>
      answer(reply, () => show(deps, request.params.token)),
    )
    scope.post<{ Params: Params; Body: unknown }>('/mail/held/:token', { config: { access: 'public' } }, (request, reply) =>
      answer(reply, () => act(deps, request.params.token, request.body)),
    )
  })
}

async function answer(reply: FastifyReply, make: () => Promise<string>): Promise<FastifyReply> {
  let text: string
  try {
    text = await make()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    reply.code(error.status)
    text = refusedPage(error.message)
  }
  return reply
    .headers({
      'content-security-policy': PAGE_POLICY,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(text)
}

function keyOf({ linkSecret, clock }: Deps, token: string): DeliveryKey {
  const key = readLink(token, linkSecret, clock.now())
  if (key === null) throw new AppError('mail.link-over', { days: LINK_DAYS })
  return key
}

async function show(deps: Deps, token: string): Promise<string> {
  const key = keyOf(deps, token)
  const delivery = await deps.database.transaction(oneClient(key.clientId), async (tx) => {
    if (await isUsed(tx, key.clientId, token)) throw new AppError('mail.link-over', { days: LINK_DAYS })
    return loadDelivery(tx, key)
  })
  if (delivery === null) throw new AppError('platform.not-found', { what: 'message' })
  if (delivery.state !== 'quarantined') throw new AppError('mail.not-kept', { state: delivery.state })
  return heldPage({ delivery, preview: await previewOf(deps.blobs, delivery), mayRelease: mayReleaseItself(delivery.reasons) })
}

async function act(deps: Deps, token: string, body: unknown): Promise<string> {
  const key = keyOf(deps, token)
  const { action, sender } = (body ?? {}) as { action?: unknown; sender?: unknown }
  if (action !== 'release' && action !== 'block') throw new AppError('platform.not-found', { what: 'action' })
  const delivery = await deps.database.transaction(oneClient(key.clientId), async (tx) => {
    if (!(await useLink(tx, key.clientId, token, deps.clock.now()))) throw new AppError('mail.link-over', { days: LINK_DAYS })
    return deps.kept.byRecipient(tx, key, action, { withSender: sender === 'yes', by: 'digest' })
  })
  deps.queued()
  return donePage(action, delivery)
}
