import { newId } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttp } from '../../../platform/http/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import type { Scorer } from '../index.ts'
import { openScene, type Scene, technician } from '../test/scene.ts'
import { openSink, type Sink } from '../test/sink.ts'
import { sendMail } from '../test/smtp-client.ts'
import { linkToken, readLink } from './link.ts'

/** Judges by the subject: what a test wants to see held. */
const scorer: Scorer = {
  score: async (raw) => {
    const held = raw.includes('Subject: held')
    return {
      score: held ? 9 : 0,
      verdict: held ? 'quarantine' : 'deliver',
      reasons: held ? [{ id: 'test.held', weight: 9, text: 'the sender <b>claims</b> to be your director' }] : [],
    }
  },
}

let scene: Scene
let sink: Sink
let app: FastifyInstance
let clientId: string

beforeAll(async () => {
  scene = await openScene({ scorer })
  sink = await openSink()
  clientId = await scene.domain('acme.example', [{ port: sink.port }])
  const authenticate = async () => technician
  app = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  await scene.mail.routes(app)
  await scene.mail.settings.setPolicy(technician, clientId, {
    virusScannerAway: 'defer',
    spamScannerAway: 'deliver',
    digestHours: Array.from({ length: 24 }, (_, hour) => hour),
  })
})
afterAll(async () => {
  await app.close()
  await scene.close()
  await sink.close()
})

const message = (subject: string) =>
  `From: "Director" <boss@evil.example>\r\nTo: bob@acme.example\r\nSubject: ${subject}\r\n\r\n<script>alert(1)</script> pay now\r\n`
const held = (subject: string) => sendMail(scene.port(), { from: 'boss@evil.example', to: 'bob@acme.example', content: message(subject) })
const post = (url: string, form: string) =>
  app.inject({ method: 'POST', url, payload: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } })

/** The links of the newest digest that the next hop got. */
async function digest(): Promise<string[]> {
  const before = sink.taken.length
  expect(await scene.mail.sendDigests()).toBe(1)
  await expect.poll(() => sink.taken.length).toBe(before + 1)
  const text = sink.taken.at(-1)?.content.toString() ?? ''
  expect(text).toMatch(
    /^From: "Held mail" <held-mail@mx\.provider\.example>\r\nTo: <bob@acme\.example>\r\nSubject: \d+ messages? (is|are) held for you\r\n/,
  )
  const plain = Buffer.from(/text\/plain[^]*?\r\n\r\n([^]*?)\r\n\r\n--/.exec(text)?.[1] ?? '', 'base64').toString()
  return [...plain.matchAll(/https:\/\/mainstay\.example(\/mail\/held\/\S+)/g)].map((match) => match[1] ?? '')
}

test('a digest lists what is held, once; its link shows and changes nothing, its button delivers byte for byte, once', async () => {
  expect(await held('held one')).toMatch(/^250/)
  const [link = ''] = await digest()
  expect(await scene.mail.sendDigests()).toBe(0)

  for (let n = 0; n < 2; n++) {
    const shown = await app.inject(link)
    expect(shown.statusCode).toBe(200)
    expect(shown.headers['content-security-policy']).toContain("default-src 'none'")
    expect(shown.body).toContain('the sender &lt;b&gt;claims&lt;/b&gt; to be your director')
    expect(shown.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt; pay now')
    expect(shown.body).not.toMatch(/<script|<b>/)
  }
  expect((await scene.rows()).find(({ subject }) => subject === 'held one')?.['state']).toBe('quarantined')

  expect((await post(link, 'action=release')).body).toContain('The message is delivered')
  await scene.until((rows) => rows.some(({ subject, state }) => subject === 'held one' && state === 'delivered'))
  expect(sink.taken.at(-1)).toMatchObject({ from: 'boss@evil.example', to: ['bob@acme.example'] })
  expect(sink.taken.at(-1)?.content.toString()).toBe(message('held one'))
  expect((await post(link, 'action=release')).statusCode).toBe(410)
  expect((await app.inject(link)).statusCode).toBe(410)
  const audit = await scene.db.superuser("select actor_kind, actor_name from audit_entry where action = 'mail.released'")
  expect(audit).toEqual([{ actor_kind: 'client', actor_name: 'bob@acme.example' }])
})

test('blocked with its sender: it is not delivered, and the next of the sender is refused in the dialogue', async () => {
  await held('held two')
  const [link = ''] = await digest()
  expect((await post(link, 'action=block&sender=yes')).body).toContain('The message is blocked')
  expect((await scene.rows()).find(({ subject }) => subject === 'held two')?.['state']).toBe('blocked')
  expect(await held('plain')).toMatch(/^554 5\.7\.1 refused: boss@evil\.example is on the deny list/)
  await scene.db.superuser('delete from mail_list_entry')
})

test('what was refused as policy or malware can be looked at, and is released by a technician with a reason alone', async () => {
  await held('held three')
  await scene.db.superuser(
    `update mail_delivery set reasons = '[{"id":"malware.known","weight":100,"text":"known"}]' where subject = 'held three'`,
  )
  const [link = ''] = await digest()
  expect((await app.inject(link)).body).toContain('Only your provider can release it')
  expect((await post(link, 'action=release')).statusCode).toBe(403)
  const row = (await scene.rows()).find(({ subject }) => subject === 'held three')
  const receivedAt = new Date(Number(row?.['received_at'])).toISOString()
  const url = `/api/clients/${clientId}/mail/deliveries/${receivedAt}/${String(row?.['id'])}/release`
  const answer = (payload: object) => app.inject({ method: 'POST', url, payload })
  expect((await answer({})).json()).toMatchObject({ code: 'mail.reason-needed' })
  expect((await answer({ reason: 'the laboratory asked for the sample' })).statusCode).toBe(200)
  await scene.until((rows) => rows.some(({ subject, state }) => subject === 'held three' && state === 'delivered'))
  expect((await answer({ reason: 'again' })).json()).toMatchObject({ code: 'mail.not-kept' })
})

test('the trace finds a message by sender, recipient, subject, id or state, and says why', async () => {
  await held('held Rechnung 4711')
  const find = async (query: string) =>
    (await app.inject(`/api/clients/${clientId}/mail/deliveries?${query}`)).json<{
      deliveries: { subject: string; reasons: { text: string }[] }[]
    }>().deliveries
  for (const query of [
    'words=rechnung',
    'words=471',
    'words=boss@evil.example%20rechnung',
    'words=evil%20bob@acme.example%20rech',
    'state=quarantined',
    'reason=test.held&state=quarantined',
  ])
    expect(
      (await find(query)).map(({ subject }) => subject),
      query,
    ).toContain('held Rechnung 4711')
  for (const query of [
    'words=nothing',
    'words=%27)%20or%201=1',
    'words=rechnung&state=delivered',
    'words=rechnung&from=2100-01-01T00:00:00Z',
  ])
    expect(await find(query), query).toEqual([])
  expect((await find('words=rechnung'))[0]?.reasons[0]?.text).toContain('director')
})

test('a link that was changed, is over, or is of another installation opens nothing', async () => {
  const now = new Date('2026-11-24T09:00:00Z')
  const key = { clientId, receivedAt: now, id: newId() }
  const token = linkToken(key, 'secret', now)
  expect(readLink(token, 'secret', now)).toEqual(key)
  expect(readLink(token, 'other', now)).toBeNull()
  expect(readLink(token, 'secret', new Date(now.getTime() + 14 * 86_400_000))).toBeNull()
  for (let n = 0; n < token.length; n++) {
    const changed = `${token.slice(0, n)}${token[n] === 'A' ? 'B' : 'A'}${token.slice(n + 1)}`
    expect(readLink(changed, 'secret', now), changed).toBeNull()
  }
  for (const wrong of ['', 'x', `${token}.x`, `${token}x`, '....']) expect(readLink(wrong, 'secret', now)).toBeNull()
  expect((await app.inject('/mail/held/nonsense')).statusCode).toBe(410)
  expect((await post('/mail/held/nonsense', 'action=release')).statusCode).toBe(410)
})
