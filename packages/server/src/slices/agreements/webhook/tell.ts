/** Tells accounting of an approved invoice: signed, to the public internet only, again by the outbox until it is taken. */
import type { InvoiceApprovedHook } from '@mainstay/contract/agreements'
import type { Clock } from '@mainstay/kernel'
import { z } from 'zod'
import { type Database, oneClient, PROVIDER_ID } from '../../../platform/database/index.ts'
import type { Subscription } from '../../../platform/outbox/index.ts'
import type { PublicFetch } from '../../../platform/outbound/index.ts'
import type { Vault } from '../../../platform/vault/index.ts'
import { loadInvoice } from '../invoice-store.ts'
import { signedHeaders } from './signature.ts'
import { loadWebhook, saveTold } from './store.ts'

export type WebhookDeps = { database: Database; clock: Clock; vault: Vault; fetch: PublicFetch }

export const WEBHOOK_SECRET = 'accounting-webhook'
const ApprovedSchema = z.object({ invoiceId: z.uuid() })

export function webhookSubscription({ database, clock, vault, fetch }: WebhookDeps): Subscription {
  const own = oneClient(PROVIDER_ID)
  return {
    topic: 'invoice.approved',
    subscriber: 'accounting-webhook',
    handle: async ({ id, clientId, payload, at }) => {
      const hook = await database.transaction(own, loadWebhook)
      // Approved before accounting was to be told is not told: it was exported by hand.
      if (hook === null || new Date(at) < hook.setAt) return
      const invoice = await database.transaction(oneClient(clientId), (tx) =>
        loadInvoice(tx, clientId, { id: ApprovedSchema.parse(payload).invoiceId }),
      )
      if (invoice === null || invoice.number === null || invoice.sha256 === null) return
      const { number, sha256, document } = invoice
      const message: InvoiceApprovedHook = {
        type: 'invoice.approved',
        timestamp: at,
        data: { clientId, invoiceId: invoice.id, number, sha256, document },
      }
      const body = JSON.stringify(message)
      const secret = (await vault.open(PROVIDER_ID, WEBHOOK_SECRET, hook.secret)).toString('utf8')
      // The event's id is the same at each try, so that the other side can tell a second from another.
      const headers = { 'content-type': 'application/json', ...signedHeaders({ secret, id, at: clock.now(), body }) }
      const trouble = await fetch(hook.url, { method: 'POST', headers, body }).then(
        ({ status }) => (status >= 200 && status < 300 ? null : `it answered ${status}`),
        (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 300),
      )
      await database.transaction(own, (tx) => saveTold(tx, { at: clock.now(), number, trouble }))
      if (trouble !== null) throw new Error(`accounting was not told of invoice ${number}: ${trouble}`)
    },
  }
}
