import { headerOf, headerText, parseMessage, partText } from '../../platform/mime/index.ts'
import type { Ticket } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dana, manager, type Scene, startScene, TUESDAY } from './test/scene.ts'

let scene: Scene
let acme: Id
const MAILBOX = { address: 'help@msp.example', name: 'MSP Help', smartHost: { host: 'smtp.msp.example', user: 'desk', password: 'secret' } }

beforeAll(async () => {
  scene = await startScene()
  await scene.done(dana, 'PUT', '/api/desk/mailbox', MAILBOX)
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(TUESDAY)
  scene.sent.splice(0)
  acme = await scene.newClient('Acme')
  scene.people.clear()
  scene.people.set('ewa@acme.example', { id: newId(), name: 'Ewa Nowak', clients: [acme] })
})

const LETTER =
  'From: Ewa <ewa@acme.example>\r\nTo: help@msp.example\r\nSubject: Drückt nicht\r\nMessage-ID: <one@acme.example>\r\n\r\nIt smokes.\r\n'
const receive = (raw: string, recipient = 'help@msp.example', sender = 'ewa@acme.example') =>
  scene.desk.receiveMail(Buffer.from(raw), { sender, recipients: [recipient] }, { aligned: true })
async function opened(): Promise<Id> {
  const outcome = await receive(LETTER.replace('<one@', `<${newId()}@`))
  return 'ticketId' in outcome ? outcome.ticketId : ''
}
const say = (id: Id, more: object = {}) =>
  scene.done<Ticket>(dana, 'POST', `/api/tickets/${id}/messages`, { kind: 'reply', body: 'Is it on?', ...more })
async function letter() {
  await scene.tellAll()
  const [mail] = scene.sent
  if (mail === undefined) throw new Error('nothing went out')
  const message = parseMessage(Buffer.from(mail.content))
  return { mail, header: (name: string) => headerOf(message.root, name), text: partText(message, message.root, 10_000), message }
}

test('an answer goes out with its thread, and the answer to it comes home into the same ticket, by any of three ways', async () => {
  const id = await opened()
  await say(id)
  const { mail, header, text, message } = await letter()
  expect(mail).toMatchObject({
    recipient: 'ewa@acme.example',
    clientId: acme,
    sender: expect.stringMatching(/^help\+t\d+-[0-9a-f]{20}@msp/) as string,
  })
  expect(header('in-reply-to')).toMatch(/^<[^<>]+@acme.example>$/)
  expect(header('references')).toContain(header('in-reply-to'))
  expect([headerText(message.root, 'subject'), header('from')]).toEqual([
    expect.stringMatching(/^Re: \[#\d+-[0-9a-f]{20}\] Drückt nicht$/),
    '"Dana Lee (MSP Help)" <help@msp.example>',
  ])
  expect(text).toMatch(/^--- Please answer above this line ---\r?\n\r?\nIs it on\?[^]*Ewa wrote:|Ewa Nowak wrote:\r?\n> It smokes\./)
  const back = (headers: string, to = 'help@msp.example') =>
    receive(`From: ewa@acme.example\r\nTo: ${to}\r\nMessage-ID: <${newId()}@acme.example>\r\n${headers}\r\n\r\nYes.\r\n`, to)
  const home = { kind: 'replied', clientId: acme, ticketId: id }
  expect(await back(`In-Reply-To: ${header('message-id')}`)).toEqual(home)
  expect(await back(`Subject: Fwd: ${headerText(message.root, 'subject').replace('Drückt nicht', 'x')}`)).toEqual(home)
  expect(await back('Subject: new', mail.sender)).toEqual(home)
})

test('our own mail that comes back is a loop; what could not be delivered is a note in the ticket and wakes nobody', async () => {
  const id = await opened()
  await say(id, { next: { status: 'waiting-customer', reason: 'A date' } })
  const { mail } = await letter()
  expect(await receive(mail.content, mail.sender)).toEqual({ kind: 'refused', reason: 'loop' })
  const bounce =
    'From: MAILER-DAEMON@mx.acme.example\r\nSubject: Undelivered\r\nMessage-ID: <b@mx>\r\nAuto-Submitted: auto-replied\r\n\r\n550 no such user\r\n'
  expect(await receive(bounce, mail.sender, '')).toMatchObject({ kind: 'noted', ticketId: id })
  const after = await scene.done<Ticket>(dana, 'GET', `/api/tickets/${id}`)
  expect([after.status, after.messages.at(-1)?.kind]).toEqual(['waiting-customer', 'note'])
  expect(after.messages.find(({ author }) => author === 'technician')?.mail).toEqual({
    to: 'ewa@acme.example',
    state: 'held',
    detail: '550 no such user',
  })
  await scene.tellAll()
  expect(scene.sent).toHaveLength(1)
})

test('told twice, it is sent once; a note is never sent, nor what nobody asked by mail', async () => {
  const id = await opened()
  await say(id)
  await say(id, { kind: 'note', body: 'They never turn it on.' })
  await scene.tellAll()
  const again = scene.desk.subscriptions.find(({ topic }) => topic === 'ticket.replied')
  const [event] = (await scene.db.superuser(
    "select client_id, payload from outbox_event where topic = 'ticket.replied' order by at desc limit 1",
  )) as { client_id: Id; payload: Record<string, unknown> }[]
  await again?.handle({
    id: newId(),
    topic: 'ticket.replied',
    clientId: event?.client_id ?? '',
    payload: event?.payload ?? {},
    at: TUESDAY.toISOString(),
  })
  const phoned = await scene.opened(dana, acme)
  await say(phoned.id)
  await scene.tellAll()
  expect(scene.sent.map(({ recipient }) => recipient)).toEqual(['ewa@acme.example'])
  expect(scene.sent[0]?.content).not.toContain('never turn')
})

test('a subject with line ends or another script cannot make a header of its own', async () => {
  const { id } = await scene.openedByClient({ ...manager(acme), id: scene.people.get('ewa@acme.example')?.id ?? '' }, acme, {
    subject: `Zażółć\r\nBcc: eve@evil.example ${'ż'.repeat(90)}`,
  })
  await say(id)
  const { header, message, mail } = await letter()
  expect(header('bcc')).toBeNull()
  expect(headerText(message.root, 'subject')).toContain('Zażółć Bcc: eve@evil.example żżż')
  expect(Math.max(...mail.content.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})

test('one click judges: GET shows and changes nothing, POST says it, a changed link is refused', async () => {
  const id = await opened()
  await say(id, { body: 'It is a new one now.', next: { status: 'resolved' } })
  const { text } = await letter()
  const path = new URL(/https:\/\/\S+\/desk\/judge\/\S+/.exec(text)?.[0] ?? '').pathname
  const satisfaction = async () => (await scene.done<Ticket>(dana, 'GET', `/api/tickets/${id}`)).satisfaction
  const shown = await scene.app.inject({ method: 'GET', url: path })
  expect([shown.statusCode, await satisfaction()]).toEqual([200, null])
  expect(shown.headers['content-security-policy']).toContain("default-src 'none'")
  const post = (url: string, answer: string) =>
    scene.app.inject({ method: 'POST', url, payload: `answer=${answer}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  expect([(await post(path, 'good')).statusCode, await satisfaction()]).toEqual([200, 'good'])
  expect([(await post(path, 'bad')).statusCode, await satisfaction()]).toEqual([200, 'bad'])
  expect((await post(path, 'great')).statusCode).toBe(404)
  expect((await post(`${path.slice(0, -2)}aa`, 'good')).statusCode).toBe(410)
  scene.clock.advance(61 * 86_400_000)
  expect((await post(path, 'good')).statusCode).toBe(410)
})

test('the mailbox is set by who may, its passwords never come out, and one for another host must be given anew', async () => {
  const { body } = await scene.ask(dana, 'GET', '/api/desk/mailbox')
  expect(JSON.stringify(body)).not.toContain('secret')
  const put = async (more: object) => (await scene.ask(dana, 'PUT', '/api/desk/mailbox', { ...MAILBOX, ...more })).code
  const { password: _, ...smartHost } = MAILBOX.smartHost
  expect(await put({ smartHost })).toBe('undefined')
  expect((await scene.desk.forMail.smartHost())?.login).toEqual({ user: 'desk', password: 'secret' })
  expect(await put({ smartHost: { ...smartHost, host: 'evil.example' } })).toBe('servicedesk.password-needed')
  expect(await put({ smartHost: { ...MAILBOX.smartHost, tls: 'opportunistic' } })).toBe('servicedesk.password-needs-tls')
  expect((await scene.ask(manager(acme), 'GET', '/api/desk/mailbox')).status).toBe(403)
  expect((await scene.ask({ ...dana, clients: [acme] }, 'PUT', '/api/desk/mailbox', MAILBOX)).status).toBe(403)
})
