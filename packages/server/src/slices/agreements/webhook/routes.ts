/** Use cases and HTTP of the webhook to accounting. */
import { type AccountingWebhookAnswer, AccountingWebhookAnswerSchema, SetAccountingWebhookSchema } from '@mainstay/contract/agreements'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { recordAudit } from '../../../platform/audit/index.ts'
import { type Actor, authorise } from '../../../platform/auth/index.ts'
import { oneClient, PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import { actorOf } from '../../../platform/http/index.ts'
import { newSecret } from './signature.ts'
import { loadWebhook, removeWebhook, saveWebhook, type StoredWebhook } from './store.ts'
import { WEBHOOK_SECRET, type WebhookDeps } from './tell.ts'

export function webhookRoutes(app: FastifyInstance, { database, clock, vault }: Pick<WebhookDeps, 'database' | 'clock' | 'vault'>): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const config = { access: 'session' } as const
  const response = { 200: AccountingWebhookAnswerSchema }
  const url = '/api/billing/webhook'
  const own = oneClient(PROVIDER_ID)
  const change = async (
    actor: Actor,
    what: string,
    data: { host?: string },
    work: (tx: Tx, at: Date) => Promise<void>,
  ): Promise<AccountingWebhookAnswer['webhook']> => {
    mayChange(actor)
    const at = clock.now()
    return database.transaction(own, async (tx) => {
      await work(tx, at)
      await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: `agreements.webhook-${what}`, subject: 'webhook', data, at })
      return wire(await loadWebhook(tx))
    })
  }
  routes.get(url, { config, schema: { response } }, async (request) => {
    authorise(actorOf(request), 'agreements.read')
    return { webhook: wire(await database.transaction(own, loadWebhook)), secret: null }
  })
  routes.put(url, { config, schema: { body: SetAccountingWebhookSchema, response } }, async (request) => {
    const actor = actorOf(request)
    mayChange(actor)
    const secret = newSecret()
    const sealed = await vault.seal(PROVIDER_ID, WEBHOOK_SECRET, Buffer.from(secret))
    const webhook = await change(actor, 'set', { host: new URL(request.body.url).host }, (tx, at) =>
      saveWebhook(tx, { url: request.body.url, secret: sealed, setAt: at, setBy: actor.name }),
    )
    return { webhook, secret }
  })
  routes.delete(url, { config, schema: { response } }, async (request) => ({
    webhook: await change(actorOf(request), 'removed', {}, removeWebhook),
    secret: null,
  }))
}

/** It sends every client's invoices, so it is for who sees every client; and a person's word, as an approval is. */
function mayChange(actor: Actor): void {
  authorise(actor, 'agreements.write')
  if (actor.clients !== 'all') throw new AppError('platform.forbidden', { needs: 'every client' })
  if (actor.kind !== 'staff' && actor.kind !== 'signer') throw new AppError('platform.forbidden', { needs: 'a signed-in person' })
}

function wire(hook: StoredWebhook | null): AccountingWebhookAnswer['webhook'] {
  if (hook === null) return null
  const { url, setAt, setBy, toldAt, toldNumber, trouble } = hook
  const last = toldAt === null || toldNumber === null ? null : { at: toldAt.toISOString(), number: toldNumber, trouble }
  return { url, setAt: setAt.toISOString(), setBy, last }
}
