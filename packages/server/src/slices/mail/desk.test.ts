import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PROVIDER_ID } from '../../platform/database/index.ts'
import type { Desk, NextHop } from './index.ts'
import { makeCertificate } from './test/certificate.ts'
import { openScene, type Scene } from './test/scene.ts'
import { openSink, type Sink } from './test/sink.ts'
import { sendMail } from './test/smtp-client.ts'

let scene: Scene
let sink: Sink
const asked: { raw: string; sender: string; recipients: readonly string[]; aligned: boolean }[] = []
const state = { answer: async () => ({ taken: true, why: 'opened ticket 7' }), smartHost: null as NextHop | null }
const desk: Desk = {
  isOpen: async () => true,
  isOurs: async (address) => /^help(\+\S+)?@msp\.example$/i.test(address),
  take: (raw, { sender, recipients }, { aligned }) => {
    asked.push({ raw: raw.toString(), sender, recipients, aligned })
    return state.answer()
  },
  smartHost: async () => state.smartHost,
}

beforeAll(async () => {
  scene = await openScene({ desk })
  sink = await openSink()
})
beforeEach(async () => {
  asked.splice(0)
  sink.taken.splice(0)
  state.answer = async () => ({ taken: true, why: 'opened ticket 7' })
  state.smartHost = null
  await scene.db.superuser('delete from mail_delivery')
})
afterAll(async () => {
  await scene.close()
  await sink.close()
})

const CONTENT = 'From: ewa@acme.example\r\nSubject: The printer\r\n\r\nIt smokes.\r\n'
const own = (recipient: string, clientId: string) =>
  scene.mail.send({
    clientId,
    sender: 'help@msp.example',
    recipient,
    from: 'MSP Help',
    subject: 'Re: The printer',
    headerId: '<1@msp.example>',
    why: 'an answer of the desk',
    content: CONTENT,
    now: new Date(),
  })

test('mail to the desk gets its 250 when it is durable, and then is the desk’s; other addresses of its domain are nobody’s', async () => {
  expect(await sendMail(scene.port(), { to: 'help+t7-00000000000000000000@msp.example', content: CONTENT })).toMatch(/^250/)
  const [row] = await scene.until((rows) => rows[0]?.['state'] === 'delivered')
  expect(row).toMatchObject({ client_id: PROVIDER_ID, next_hop: 'the service desk', last_reply: 'opened ticket 7' })
  expect(asked[0]).toMatchObject({ sender: 'sender@example.org', recipients: ['help+t7-00000000000000000000@msp.example'], aligned: false })
  expect(asked[0]?.raw).toMatch(/^Received: from [^]*It smokes\.\r\n$/m)
  expect(await sendMail(scene.port(), { to: 'boss@msp.example', content: CONTENT })).toMatch(/^5/)
})

test('what the desk refuses is held with its reason; while the desk fails it is tried again', async () => {
  state.answer = async () => ({ taken: false, why: 'its sender is not proven' })
  await sendMail(scene.port(), { to: 'help@msp.example', content: CONTENT })
  const [held] = await scene.until((rows) => rows[0]?.['state'] === 'held')
  expect(held).toMatchObject({ last_reply: 'its sender is not proven' })
  state.answer = () => Promise.reject(new Error('the database is away'))
  await sendMail(scene.port(), { to: 'help@msp.example', content: CONTENT })
  await scene.until((rows) => rows.some((row) => row['state'] === 'queued' && row['last_reply'] === 'the database is away'))
})

test('what Mainstay writes goes to the client’s own servers, else over the smart host, else it waits and says why', async () => {
  const clientId = await scene.domain('acme.example', [{ port: sink.port }])
  const inside = await own('ewa@acme.example', clientId)
  await scene.until((rows) => rows.some((row) => row['state'] === 'delivered'))
  expect(await scene.mail.stateOf(inside)).toMatchObject({ state: 'delivered' })
  const month = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 60_000) }
  // Mail of others makes a mailbox that is served; what Mainstay wrote itself does not.
  expect(await scene.mail.servedMailboxes(clientId, month)).toEqual([])
  await sendMail(scene.port(), { to: 'kim@acme.example', content: CONTENT })
  await scene.until((rows) => rows.filter((row) => row['state'] === 'delivered').length === 2)
  expect(await scene.mail.servedMailboxes(clientId, month)).toEqual(['kim@acme.example'])
  expect(await scene.mail.servedMailboxes(clientId, { ...month, to: month.from })).toEqual([])
  const outside = await own('ewa@elsewhere.example', clientId)
  await scene.until((rows) => rows.some((row) => String(row['last_reply']).startsWith('no smart host')))
  expect(await scene.mail.stateOf(outside)).toMatchObject({
    state: 'queued',
    lastReply: expect.stringContaining('no smart host') as string,
  })
})

test('the smart host is told the password after encryption alone, and what others sent never goes there', async () => {
  const taken: string[] = []
  const server = new SMTPServer({
    ...makeCertificate('IP:127.0.0.1'),
    disableReverseLookup: true,
    onAuth: ({ username, password }, _, done) =>
      username === 'desk' && password === 'secret' ? done(null, { user: username }) : done(new Error('535 no')),
    onRcptTo: ({ address }, { user }, done) => (user ? (taken.push(address), done()) : done(new Error('sign in first'))),
    onData: (stream, _, done) => stream.on('end', () => done()).resume(),
  })
  server.on('error', () => {})
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const clientId = await scene.domain('beta.example', [{ port: sink.port }])
  state.smartHost = { host: '127.0.0.1', port, priority: 1, tls: 'required', login: { user: 'desk', password: 'wrong' } }
  await own('kim@elsewhere.example', clientId)
  await scene.until((rows) => rows.some((row) => /535|auth|no/i.test(String(row['last_reply']))))
  expect(taken).toEqual([])
  state.smartHost = { ...state.smartHost, login: { user: 'desk', password: 'secret' } }
  await own('ewa@elsewhere.example', clientId)
  await expect.poll(() => taken).toEqual(['ewa@elsewhere.example'])
  // A domain that was taken away while its mail waited: it does not become the provider's to relay.
  await scene.db.superuser("update mail_delivery set own = false, domain = 'gone.example', state = 'queued', next_attempt_at = now()")
  await scene.until((rows) => rows.every((row) => row['last_reply'] === 'no next hop is set for this domain'))
  expect(taken).toHaveLength(1)
  await new Promise<void>((done) => server.close(() => done()))
})
