/** The way in without a password: the link of a digest, which acts once. */
import { AppError, type Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { Blobs } from '../../../platform/blobs/index.ts'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import { mayReleaseItself } from '../domain/decide.ts'
import type { KeptService } from '../kept-service.ts'
import type { DeliveryKey } from '../queue/delivery.ts'
import { loadDelivery } from '../store/deliveries.ts'
import { isUsed, useLink } from '../store/digest.ts'
import { previewOf } from '../views/preview.ts'
import { linkPage } from '../../../platform/pages/index.ts'
import { LINK_DAYS, readLink } from './link.ts'
import { donePage, heldPage } from './pages.ts'

type Deps = { database: Database; blobs: Blobs; clock: Clock; kept: KeptService; linkSecret: string; queued: () => void }
export function digestRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  return linkPage(app, {
    path: '/mail/held/:token',
    show: (token) => show(deps, token),
    act: (token, form) => act(deps, token, form),
  })
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

async function act(deps: Deps, token: string, { action, sender }: Readonly<Record<string, unknown>>): Promise<string> {
  const key = keyOf(deps, token)
  if (action !== 'release' && action !== 'block') throw new AppError('platform.not-found', { what: 'action' })
  const delivery = await deps.database.transaction(oneClient(key.clientId), async (tx) => {
    if (!(await useLink(tx, key.clientId, token, deps.clock.now()))) throw new AppError('mail.link-over', { days: LINK_DAYS })
    return deps.kept.byRecipient(tx, key, action, { withSender: sender === 'yes', by: 'digest' })
  })
  deps.queued()
  return donePage(action, delivery)
}
