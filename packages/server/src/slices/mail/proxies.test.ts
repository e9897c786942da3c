import { afterAll, expect, test } from 'vitest'
import { openScene } from './test/scene.ts'
import { openSink, type Sink } from './test/sink.ts'
import { type SmtpClient, smtpClient } from './test/smtp-client.ts'

const MESSAGE = 'From: a@example.org\r\nSubject: by way of a proxy\r\n\r\nHello.\r\n.\r\n'
const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

async function open(settings: { xclientFrom?: string[]; proxyFrom?: string[] }) {
  const sink: Sink = await openSink()
  const scene = await openScene({ settings })
  closing.push(
    () => sink.close(),
    () => scene.close(),
  )
  await scene.domain('acme.example', [{ port: sink.port }])
  return scene
}

async function deliver(client: SmtpClient): Promise<string> {
  for (const line of ['EHLO c.example', 'MAIL FROM:<a@example.org>', 'RCPT TO:<bob@acme.example>', 'DATA']) await client.say(line)
  client.write(MESSAGE)
  const reply = await client.read()
  client.end()
  return reply
}

test('XCLIENT of a declared proxy names where the message came from', async () => {
  const scene = await open({ xclientFrom: ['127.0.0.1'] })
  const client = await smtpClient(scene.port())
  expect(await client.say('EHLO proxy.example')).toContain('XCLIENT')
  expect(await client.say('XCLIENT NAME=sender.example ADDR=203.0.113.9 HELO=sender.example')).toMatch(/^220/)
  expect(await deliver(client)).toMatch(/^250/)
  expect((await scene.rows())[0]?.['source']).toBe('c.example [203.0.113.9]')
})

test('XCLIENT of anybody else is not offered and not believed', async () => {
  const scene = await open({ xclientFrom: ['127.0.0.9'] })
  const client = await smtpClient(scene.port())
  expect(await client.say('EHLO proxy.example')).not.toContain('XCLIENT')
  expect(await client.say('XCLIENT ADDR=203.0.113.9')).toMatch(/^5/)
  expect(await deliver(client)).toMatch(/^250/)
  expect((await scene.rows())[0]?.['source']).toBe('c.example [127.0.0.1]')
})

test('the PROXY protocol of a declared proxy names where the message came from', async () => {
  const scene = await open({ proxyFrom: ['127.0.0.1'] })
  const client = await smtpClient(scene.port(), { greeting: false })
  client.write('PROXY TCP4 203.0.113.9 192.0.2.1 40000 25\r\n')
  expect(await client.read()).toMatch(/^220/)
  expect(await deliver(client)).toMatch(/^250/)
  expect((await scene.rows())[0]?.['source']).toBe('c.example [203.0.113.9]')
})

test('the PROXY line of anybody else is a command that is not known', async () => {
  const scene = await open({ proxyFrom: ['127.0.0.9'] })
  const client = await smtpClient(scene.port())
  expect(await client.say('PROXY TCP4 203.0.113.9 192.0.2.1 40000 25')).toMatch(/^5/)
  expect(await deliver(client)).toMatch(/^250/)
  expect((await scene.rows())[0]?.['source']).toBe('c.example [127.0.0.1]')
})
