import type { DeskMail, TicketList } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dana, type Scene, startScene } from '../../src/slices/servicedesk/test/scene.ts'
import { type Dovecot, startDovecot } from './dovecot.ts'

let scene: Scene
let dovecot: Dovecot
let acme: Id

beforeAll(async () => {
  ;[scene, dovecot] = await Promise.all([startScene(), startDovecot()])
  acme = await scene.newClient('Acme')
  scene.people.set('ewa@acme.example', { id: newId(), name: 'Ewa Nowak', clients: [acme] })
})
afterAll(async () => {
  await dovecot.stop()
  await scene.close()
})
beforeEach(() => scene.clock.advance(5000))

const set = (password = dovecot.password) => {
  const { port, user } = dovecot
  const imap = { host: '127.0.0.1', port, tls: 'none', user, password, trusts: 'mx.msp.example' }
  return scene.done<DeskMail>(dana, 'PUT', '/api/desk/mailbox', { address: 'help@msp.example', name: 'MSP Help', imap })
}
const PROVEN = 'Authentication-Results: mx.msp.example; dmarc=pass header.from=acme.example\r\n'
const letter = (subject: string, above = PROVEN) =>
  `Return-Path: <ewa@acme.example>\r\n${above}From: Ewa <ewa@acme.example>\r\nTo: help@msp.example\r\nMessage-ID: <${subject}@acme.example>\r\nSubject: ${subject}\r\n\r\nIt smokes.\r\n`
const subjects = async () => (await scene.done<TicketList>(dana, 'GET', '/api/tickets')).rows.map(({ subject }) => subject).toSorted()
const seen = () => scene.done<DeskMail>(dana, 'GET', '/api/desk/mailbox')

test('the first look takes nothing that lay there; what comes then is a ticket each, once, and of who is not proven none', async () => {
  dovecot.deliver(letter('an-old-one'), new Date(Date.now() - 86_400_000))
  await set()
  expect(await scene.desk.pollMailbox()).toBe(0)
  dovecot.deliver(letter('one'))
  dovecot.deliver(letter('two'))
  dovecot.deliver(letter('forged', 'Authentication-Results: mx.evil.example; dmarc=pass header.from=acme.example\r\n'))
  expect(await scene.desk.pollMailbox()).toBe(3)
  expect(await scene.desk.pollMailbox()).toBe(0)
  expect(await subjects()).toEqual(['one', 'two'])
  const { mailbox, refused } = await seen()
  expect(refused.map(({ subject, reason }) => [subject, reason])).toEqual([['forged', 'unauthenticated']])
  expect(mailbox?.poll?.trouble).toBeNull()
})

test('a wrong password is shown in the server’s words, and after the right one nothing is lost', async () => {
  await set('wrong')
  dovecot.deliver(letter('meanwhile'))
  expect(await scene.desk.pollMailbox()).toBe(0)
  expect((await seen()).mailbox?.poll?.trouble).toMatch(/authentication failed/i)
  await set()
  expect(await scene.desk.pollMailbox()).toBe(1)
  expect(await subjects()).toContain('meanwhile')
})

test('a mail that cannot be stored is set aside with its name, those behind it are taken, and it comes in when it can', async () => {
  scene.scanner.scan = () => Promise.reject(new Error('the scanner is away'))
  const type = 'Content-Type: application/octet-stream; name="a.bin"\r\nContent-Disposition: attachment; filename="a.bin"\r\n'
  dovecot.deliver(letter('with-a-file', PROVEN + type))
  dovecot.deliver(letter('behind-it'))
  expect(await scene.desk.pollMailbox()).toBe(1)
  expect([(await subjects()).includes('behind-it'), (await subjects()).includes('with-a-file')]).toEqual([true, false])
  expect((await seen()).mailbox?.poll?.trouble).toContain('“with-a-file” of ewa@acme.example could not be stored')
  // Not at each poll: it waits for its turn.
  expect(await scene.desk.pollMailbox()).toBe(0)
  scene.scanner.scan = null
  scene.clock.advance(61_000)
  expect(await scene.desk.pollMailbox()).toBe(1)
  expect(await subjects()).toContain('with-a-file')
  expect((await seen()).mailbox?.poll?.trouble).toBeNull()
})

test('a mailbox whose numbers mean something else now gives no old mail as a new ticket, and loses none that came since', async () => {
  scene.clock.set(new Date())
  await scene.desk.pollMailbox()
  const before = await subjects()
  scene.clock.set(new Date(Date.now() + 3_600_000))
  await scene.desk.pollMailbox()
  await scene.db.superuser("update servicedesk_mailbox_place set drained_at = now() - interval '1 second'")
  dovecot.deliver(letter('came-since'))
  dovecot.renumber()
  await scene.desk.pollMailbox()
  expect(await subjects()).toEqual([...before, 'came-since'].toSorted())
  await scene.db.superuser("update servicedesk_mailbox_place set drained_at = now() + interval '1 hour', validity = '1'")
  await scene.desk.pollMailbox()
  expect(await subjects()).toEqual([...before, 'came-since'].toSorted())
})

test('a mailbox on another machine is read encrypted or not at all', async () => {
  const imap = { host: 'imap.example', port: 143, tls: 'none', user: 'desk', password: 'x' }
  const answer = await scene.ask(dana, 'PUT', '/api/desk/mailbox', { address: 'help@msp.example', name: 'MSP Help', imap })
  expect([answer.status, answer.code]).toEqual([422, 'servicedesk.imap-needs-tls'])
})
