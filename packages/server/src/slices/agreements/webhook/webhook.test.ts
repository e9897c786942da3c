import { createHmac } from 'node:crypto'
import { type AccountingWebhookAnswer, InvoiceApprovedHookSchema, type Invoice } from '@mainstay/contract/agreements'
import type { Id } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { actor, petra, type Scene, startScene } from '../test/scene.ts'
import { signedHeaders } from './signature.ts'

let scene: Scene
let acme: Id
const URL = 'https://accounting.example/hook'

beforeAll(async () => {
  scene = await startScene(new Date('2026-10-01T10:00:00Z'))
})
afterAll(() => scene.close())
beforeEach(async () => {
  acme = await scene.newClient('Acme')
  scene.posted.length = 0
  scene.answers.status = 204
})

async function approved(): Promise<Invoice> {
  const breakFix = { currency: 'EUR', hourMinor: 6000, timeStepMinutes: 15, taxBasisPoints: 0, rounding: 'half-up' }
  await scene.done(petra, 'PUT', '/api/billing', { seller: null, iban: null, paymentDays: 14, breakFix })
  scene.worked.set(acme, [{ at: new Date('2026-10-05T10:00:00Z'), name: '#1', minutes: 60 }])
  scene.clock.set(new Date('2026-11-02T10:00:00Z'))
  const { id, madeAt } = await scene.done<Invoice>(petra, 'POST', `/api/clients/${acme}/invoices`, { month: '2026-10' })
  return scene.done(petra, 'POST', `/api/clients/${acme}/invoices/${id}/approve`, { madeAt })
}
const tell = (invoice: Invoice, id = 'event-1') =>
  scene.agreements.subscriptions[0]?.handle({
    id,
    topic: 'invoice.approved',
    clientId: acme,
    payload: { invoiceId: invoice.id },
    at: invoice.approved?.at ?? '',
  })
const last = async () => (await scene.done<AccountingWebhookAnswer>(petra, 'GET', '/api/billing/webhook')).webhook?.last

test('the signature is that of Standard Webhooks: its own example holds', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const at = new Date(1_614_265_330_000)
  expect(signedHeaders({ secret, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body: '{"test": 2432232314}' })['webhook-signature']).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

test('an approved invoice is told once it is set, signed with a secret that was shown once, and nothing before', async () => {
  const early = await approved()
  await tell(early)
  scene.clock.advance(1000)
  const { secret, webhook } = await scene.done<AccountingWebhookAnswer>(petra, 'PUT', '/api/billing/webhook', { url: URL })
  expect([webhook?.url, webhook?.last, secret?.startsWith('whsec_')]).toEqual([URL, null, true])
  expect((await scene.ask(petra, 'GET', '/api/billing/webhook')).text).not.toContain(secret ?? 'whsec_')
  await tell(early)
  expect(scene.posted).toEqual([])
  acme = await scene.newClient('Later')
  const invoice = await approved()
  const at = new Date(Date.parse(webhook?.setAt ?? '') + 1000).toISOString()
  await tell({ ...invoice, approved: { by: 'Petra', at } })
  const [sent] = scene.posted
  const { data } = InvoiceApprovedHookSchema.parse(JSON.parse(sent?.body ?? ''))
  expect([sent?.url, data.number, data.document.totalMinor]).toEqual([URL, invoice.number, 6000])
  const { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature } = sent?.headers ?? {}
  const key = Buffer.from((secret ?? '').slice(6), 'base64')
  expect(signature).toBe(`v1,${createHmac('sha256', key).update(`${id}.${stamp}.${sent?.body}`).digest('base64')}`)
  expect(await last()).toMatchObject({ number: invoice.number, trouble: null })
  scene.answers.status = 503
  await expect(tell({ ...invoice, approved: { by: 'Petra', at } })).rejects.toThrow('it answered 503')
  expect(await last()).toMatchObject({ trouble: 'it answered 503' })
})

test('only a signed-in person who sees every client sets it, over https', async () => {
  const put = (who: typeof petra, url = URL) => scene.ask(who, 'PUT', '/api/billing/webhook', { url })
  expect((await put(petra, 'http://accounting.example/')).status).toBe(400)
  expect((await put({ ...petra, clients: [acme] })).code).toBe('platform.forbidden')
  expect((await put(actor('token', 'a script', 'all', [...petra.permissions]))).code).toBe('platform.forbidden')
  await scene.done(petra, 'DELETE', '/api/billing/webhook')
  expect((await scene.done<AccountingWebhookAnswer>(petra, 'GET', '/api/billing/webhook')).webhook).toBeNull()
})
