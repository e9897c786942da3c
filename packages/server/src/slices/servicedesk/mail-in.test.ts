import { text } from 'node:stream/consumers'
import type { DeskMail, Ticket, TicketList } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MailOutcome } from './mail-in.ts'
import { tokenOf } from './mail-token.ts'
import { dana, manager, type Scene, startScene, TUESDAY } from './test/scene.ts'

let scene: Scene
let acme: Id
const DAY = 24 * 3_600_000

beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(TUESDAY)
  acme = await scene.newClient('Acme')
  scene.people.clear()
  scene.domains.clear()
  scene.people.set('ewa@acme.example', { id: newId(), name: 'Ewa Nowak', clients: [acme] })
})

let n = 0
type Letter = { from?: string; to?: string; body?: string; headers?: Record<string, string>; sender?: string; aligned?: boolean }
function send({
  from = 'Ewa <ewa@acme.example>',
  to = 'desk@msp.example',
  body = 'It smokes.',
  headers = {},
  sender,
  aligned = true,
}: Letter = {}) {
  const all = { From: from, To: to, Subject: 'The printer', 'Message-ID': `<m${n++}@acme.example>`, ...headers }
  const text = `${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')}\r\n\r\n${body}\r\n`
  return scene.desk.receiveMail(Buffer.from(text), { sender: sender ?? 'ewa@acme.example', recipients: [to] }, { aligned })
}
const idOf = (outcome: MailOutcome): Id => ('ticketId' in outcome ? outcome.ticketId : '')
const ticket = (id: Id) => scene.done<Ticket>(dana, 'GET', `/api/tickets/${id}`)
const count = async () => (await scene.done<TicketList>(dana, 'GET', `/api/tickets?clientId=${acme}`)).total
const addressOf = ({ id, number }: Ticket) => `desk+t${tokenOf({ id, number }, 'only for tests')}@msp.example`

test('a proven sender opens a ticket, and the answer to it is never another', async () => {
  const first = await send({ headers: { 'Message-ID': '<first@acme.example>' } })
  expect(first).toMatchObject({ kind: 'opened', clientId: acme })
  expect(await ticket(idOf(first))).toMatchObject({ source: 'mail', subject: 'The printer', requester: 'Ewa Nowak', status: 'new' })
  const second = await send({
    headers: { References: '<x@y> <first@acme.example>' },
    body: 'More smoke.\r\n\r\nOn Tue, Dana wrote:\r\n> Is it on?',
  })
  expect(second).toEqual({ kind: 'replied', clientId: acme, ticketId: idOf(first) })
  const third = await send({ headers: { 'In-Reply-To': '<first@acme.example>' } })
  expect(idOf(third)).toBe(idOf(first))
  expect((await ticket(idOf(first))).messages.map(({ body }) => body)).toEqual(['It smokes.', 'More smoke.', 'It smokes.'])
  expect(await count()).toBe(1)
})

test('the token in the address or the subject leads home, whatever else was lost on the way, and wakes what waits', async () => {
  const one = await ticket(idOf(await send()))
  const wait = { status: 'waiting-customer', reason: 'A date' }
  await scene.done(dana, 'PUT', `/api/tickets/${one.id}/status`, wait)
  expect(idOf(await send({ to: addressOf(one).toUpperCase() }))).toBe(one.id)
  expect((await ticket(one.id)).status).toBe('open')
  const subject = `AW: [#${tokenOf(one, 'only for tests')}] The printer`
  expect(idOf(await send({ headers: { Subject: subject } }))).toBe(one.id)
  // A colleague who has no sign-in, but writes from the firm's domain.
  scene.domains.set('acme.example', acme)
  expect(await send({ from: 'kim@acme.example', to: addressOf(one) })).toMatchObject({ kind: 'replied' })
  expect((await ticket(one.id)).messages.at(-1)).toMatchObject({ authorName: 'kim@acme.example', author: 'customer' })
})

test('whoever else holds the token leaves a note that is called unverified, and wakes nothing; who asked from outside speaks', async () => {
  const one = await ticket(idOf(await send()))
  await scene.done(dana, 'PUT', `/api/tickets/${one.id}/status`, { status: 'waiting-customer', reason: 'A date' })
  expect(await send({ from: 'mallory@evil.example', to: addressOf(one), body: 'Pay to another account.' })).toMatchObject({ kind: 'noted' })
  const after = await ticket(one.id)
  expect([after.status, after.messages.at(-1)?.kind]).toEqual(['waiting-customer', 'note'])
  expect(after.messages.at(-1)?.body).toMatch(/^Unverified: a mail from mallory@evil\.example/)
  await scene.db.superuser("update servicedesk_ticket set requester_address = 'Jo@Private.example' where id = $1", [one.id])
  expect(await send({ from: 'jo@private.example', to: addressOf(one) })).toMatchObject({ kind: 'replied' })
})

test('a mail that comes twice is one, also when both come at once', async () => {
  const headers = { 'Message-ID': '<twice@acme.example>' }
  const outcomes = await Promise.all([send({ headers }), send({ headers }), send({ headers })])
  expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['duplicate', 'duplicate', 'opened'])
  expect(new Set(outcomes.map(idOf)).size).toBe(1)
  expect(await count()).toBe(1)
})

test('who is not proven opens nothing, and in a ticket leaves a note that moves nothing', async () => {
  expect(await send({ aligned: false })).toEqual({ kind: 'refused', reason: 'unauthenticated' })
  const one = await ticket(idOf(await send()))
  await scene.done(dana, 'PUT', `/api/tickets/${one.id}/status`, { status: 'resolved' })
  expect(await send({ aligned: false, to: addressOf(one), body: 'Give me the password.' })).toMatchObject({ kind: 'noted' })
  const after = await ticket(one.id)
  expect([after.status, after.messages.at(-1)?.kind]).toEqual(['resolved', 'note'])
  expect(after.messages.at(-1)?.body).toContain('not proven')
})

test('auto-replies and bounces open nothing and wake nothing; our own mail that comes back is a loop', async () => {
  const one = await ticket(idOf(await send()))
  await scene.done(dana, 'PUT', `/api/tickets/${one.id}/status`, { status: 'waiting-customer', reason: 'A date' })
  const away = { 'Auto-Submitted': 'auto-replied (vacation)' }
  expect(await send({ headers: away })).toEqual({ kind: 'refused', reason: 'automatic' })
  expect(await send({ headers: away, to: addressOf(one) })).toMatchObject({ kind: 'noted' })
  expect(await send({ sender: '', to: addressOf(one) })).toMatchObject({ kind: 'noted' })
  expect((await ticket(one.id)).status).toBe('waiting-customer')
  expect(await send({ headers: { 'X-Mainstay-Desk': '1' }, to: addressOf(one) })).toEqual({ kind: 'refused', reason: 'loop' })
})

test('a token that was guessed, a mail id of another firm, and a person of another firm lead nowhere', async () => {
  const one = await ticket(idOf(await send({ headers: { 'Message-ID': '<secret@acme.example>' } })))
  const other = await scene.newClient('Other')
  scene.people.set('eve@other.example', { id: newId(), name: 'Eve', clients: [other] })
  const eve = { from: 'eve@other.example', sender: 'eve@other.example' }
  const guessed = await send({ ...eve, to: `desk+t${one.number}-${'0'.repeat(20)}@msp.example` })
  const referred = await send({ ...eve, headers: { References: '<secret@acme.example>' } })
  for (const outcome of [guessed, referred]) expect(outcome).toMatchObject({ kind: 'opened', clientId: other })
  expect(await send({ ...eve, to: addressOf(one) })).toEqual({ kind: 'refused', reason: 'other-client' })
  expect(await send({ from: 'nobody@nowhere.example' })).toEqual({ kind: 'refused', reason: 'unknown-sender' })
  scene.people.set('both@acme.example', { id: newId(), name: 'Both', clients: [acme, other] })
  expect(await send({ from: 'both@acme.example' })).toEqual({ kind: 'refused', reason: 'which-client' })
  expect((await ticket(one.id)).messages).toHaveLength(1)
})

test('an answer to what was resolved reopens it within seven days; later it is a new ticket that names it', async () => {
  const headers = { 'Message-ID': '<old@acme.example>' }
  const id = idOf(await send({ headers }))
  const resolve = () => scene.done(dana, 'PUT', `/api/tickets/${id}/status`, { status: 'resolved' })
  await resolve()
  expect(idOf(await send({ headers: { References: '<old@acme.example>' } }))).toBe(id)
  await resolve()
  scene.clock.advance(8 * DAY)
  const late = await send({ headers: { References: '<old@acme.example>' } })
  expect(late.kind).toBe('opened')
  expect((await ticket(idOf(late))).previousId).toBe(id)
})

test('HTML alone is read as text, and a mail of nothing is a ticket still', async () => {
  const html = await send({ headers: { 'Content-Type': 'text/html' }, body: '<style>p{}</style><p>It <b>smokes</b> &amp; hisses</p>' })
  expect((await ticket(idOf(html))).messages[0]?.body).toBe('It smokes & hisses')
  expect(await send({ body: '', headers: { Subject: '' } })).toMatchObject({ kind: 'opened' })
})

test('whoever writes from a domain of a client opens a ticket for it, when that is proven; what is refused is kept by name', async () => {
  scene.domains.set('acme.example', acme)
  const kim = { from: 'Kim <kim@acme.example>', sender: 'kim@acme.example' }
  const one = await ticket(idOf(await send(kim)))
  expect(one).toMatchObject({ requester: 'Kim', requesterAddress: 'kim@acme.example', clientId: acme })
  expect(await send({ ...kim, aligned: false })).toEqual({ kind: 'refused', reason: 'unauthenticated' })
  const { refused } = await scene.done<DeskMail>(dana, 'GET', '/api/desk/mailbox')
  expect(refused.find(({ sender }) => sender.startsWith('kim'))).toMatchObject({
    sender: 'kim@acme.example',
    subject: 'The printer',
    reason: 'unauthenticated',
  })
})

const PARTS = [
  '--b\r\nContent-Type: text/plain\r\n\r\nSee the picture.',
  '\r\n--b\r\nContent-Disposition: attachment; filename="../../smo\u00fcke.png"\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC/w==',
  '\r\n--b\r\nContent-Disposition: attachment; filename="bad.html"\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>EVIL\r\n--b--',
].join('')
const withFiles = { headers: { 'Content-Type': 'multipart/mixed; boundary=b' }, body: PARTS }

test('what is attached is kept byte for byte and comes back as a file to save, whatever it claims to be', async () => {
  scene.scanner.scan = null
  const one = await ticket(idOf(await send(withFiles)))
  const [picture, page] = one.messages[0]?.attachments ?? []
  expect([picture?.name, picture?.size, page?.name, page?.kept]).toEqual([expect.stringMatching(/^smo.+png$/), 4, 'bad.html', true])
  const answer = await scene.download(dana, `/api/tickets/${one.id}/attachments/${picture?.id}`)
  expect([...answer.rawPayload]).toEqual([0, 1, 2, 255])
  expect(answer.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': expect.stringMatching(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''smo/) as string,
  })
  const other = await scene.newClient('Other')
  const stranger = await scene.download(manager(other), `/api/portal/tickets/${one.id}/attachments/${picture?.id}`)
  expect(stranger.statusCode).toBe(404)
  const own = await scene.download(manager(acme), `/api/portal/tickets/${one.id}/attachments/${picture?.id}`)
  expect(own.statusCode).toBe(200)
})

test('of known malware the name stays and the bytes do not; while the scanner is away the mail has to come again', async () => {
  scene.scanner.scan = async (content) => ((await text(content)).includes('EVIL') ? 'Test.Evil' : null)
  const one = await ticket(idOf(await send(withFiles)))
  const bad = one.messages[0]?.attachments.find(({ name }) => name === 'bad.html')
  expect(bad).toMatchObject({ scan: 'malware', found: 'Test.Evil', kept: false })
  expect((await scene.download(dana, `/api/tickets/${one.id}/attachments/${bad?.id}`)).statusCode).toBe(410)
  scene.scanner.scan = () => Promise.reject(new Error('away'))
  await expect(send(withFiles)).rejects.toThrow('away')
  expect(await count()).toBe(1)
  scene.scanner.scan = null
})
