import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../../platform/auth/index.ts'
import { createHttp } from '../../../platform/http/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import type { Scorer } from '../index.ts'
import { openScene, type Scene, technician } from '../test/scene.ts'
import { openSink, type Sink } from '../test/sink.ts'
import { sendMail } from '../test/smtp-client.ts'

const scorer: Scorer = {
  score: async () => ({
    score: 9,
    verdict: 'quarantine',
    reasons: [
      { id: 'test.held', weight: 9, text: 'it asks for bank details' },
      { id: 'test.kind', weight: -1, text: 'it is polite' },
    ],
  }),
}

let scene: Scene
let sink: Sink
let clientId: string
let otherId: string
let app: Awaited<ReturnType<typeof createHttp>>
let actor: Actor

/** The scene takes the name for the address. */
const person = (name: string, clients: string[]): Actor => ({
  kind: 'client',
  id: name,
  name,
  permissions: new Set(['portal.read']),
  clients,
})

beforeAll(async () => {
  scene = await openScene({ scorer })
  sink = await openSink()
  clientId = await scene.domain('acme.example', [{ port: sink.port }])
  otherId = await scene.domain('other.example', [{ port: sink.port }])
  const authenticate = async () => actor
  app = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  await scene.mail.routes(app)
  for (const to of ['bob@acme.example', 'Bob+news@ACME.example', 'ann@acme.example', 'bob@other.example'])
    await sendMail(scene.port(), {
      from: 'x@evil.example',
      to,
      content: `From: x@evil.example\r\nSubject: for ${to}\r\n\r\n<b>pay</b>\r\n`,
    })
})
beforeEach(() => {
  actor = person('bob@acme.example', [clientId])
})
afterAll(async () => {
  await app.close()
  await scene.close()
  await sink.close()
})

type Held = { clientId: string; receivedAt: string; id: string; subject: string; reasons: string[]; mayRelease: boolean }
const held = async () => (await app.inject('/api/me/mail')).json<{ address: string; held: Held[] }>()
const urlOf = (one: Held) => `/api/me/mail/${one.clientId}/${one.receivedAt}/${one.id}`
const answer = (one: Held, payload: object) => app.inject({ method: 'POST', url: `${urlOf(one)}/answer`, payload })

test('one sees what is held for oneself, in whatever letters it was addressed, and why; nobody else’s', async () => {
  const { address, held: mine } = await held()
  expect(address).toBe('bob@acme.example')
  expect(mine.map(({ subject }) => subject)).toEqual(['for Bob+news@ACME.example', 'for bob@acme.example'])
  expect(mine[0]).toMatchObject({ reasons: ['it asks for bank details'], mayRelease: true })

  actor = person('ann@acme.example', [clientId])
  const [hers] = (await held()).held
  actor = person('bob@acme.example', [clientId])
  if (hers === undefined) throw new Error('nothing is held for Ann')
  expect((await app.inject(`${urlOf(hers)}/preview`)).statusCode).toBe(404)
  expect((await answer(hers, { action: 'release' })).statusCode).toBe(404)
})

test('an address is nobody’s outside the clients that they belong to', async () => {
  actor = person('bob@other.example', [otherId])
  const [theirs] = (await held()).held
  if (theirs === undefined) throw new Error('nothing is held')
  actor = person('bob@other.example', [clientId])
  expect((await held()).held).toEqual([])
  expect((await answer(theirs, { action: 'release' })).statusCode).toBe(404)
})

test('staff, tokens and whoever may not see the portal are refused', async () => {
  actor = technician
  expect((await app.inject('/api/me/mail')).statusCode).toBe(403)
  actor = { ...person('bob@acme.example', [clientId]), permissions: new Set() }
  expect((await app.inject('/api/me/mail')).statusCode).toBe(403)
})

test('one’s own is read without a reason, released byte for byte or blocked, each once, and that is recorded', async () => {
  const [second, first] = (await held()).held
  if (first === undefined || second === undefined) throw new Error('two were held')
  expect((await app.inject(`${urlOf(first)}/preview`)).json()).toMatchObject({ text: '<b>pay</b>\r\n' })
  expect((await answer(first, { action: 'release' })).statusCode).toBe(200)
  await scene.until((rows) => rows.some(({ subject, state }) => subject === 'for bob@acme.example' && state === 'delivered'))
  expect(sink.taken.at(-1)?.content.toString()).toBe('From: x@evil.example\r\nSubject: for bob@acme.example\r\n\r\n<b>pay</b>\r\n')
  expect((await answer(first, { action: 'release' })).json()).toMatchObject({ code: 'mail.not-kept' })
  expect((await answer(second, { action: 'block', sender: true })).statusCode).toBe(200)
  expect((await held()).held).toEqual([])
  const audit = await scene.db.superuser("select action, actor_name from audit_entry where action like 'mail.%ed' order by at")
  expect(audit.slice(-2)).toEqual([
    { action: 'mail.released', actor_name: 'bob@acme.example' },
    { action: 'mail.blocked', actor_name: 'Bob+news@acme.example' },
  ])
  expect(await scene.db.superuser('select lesson from mail_lesson order by lesson')).toEqual([{ lesson: 'unwanted' }, { lesson: 'wanted' }])
})

test('known malware is shown and stays', async () => {
  await scene.db.superuser(
    `update mail_delivery set reasons = '[{"id":"malware.known","weight":100,"text":"known"}]' where recipient = 'ann@acme.example'`,
  )
  actor = person('ann@acme.example', [clientId])
  const [one] = (await held()).held
  if (one === undefined) throw new Error('nothing is held')
  expect(one.mayRelease).toBe(false)
  expect((await answer(one, { action: 'release' })).json()).toMatchObject({ code: 'mail.needs-technician' })
})
