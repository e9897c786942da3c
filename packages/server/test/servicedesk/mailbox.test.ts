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
  dovecot.deliver(letter('an-old-one'))
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
