import tls from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TlsMode } from './domain/next-hop.ts'
import { makeCertificate } from './test/certificate.ts'
import { openScene, type Scene } from './test/scene.ts'
import { openSink } from './test/sink.ts'
import { sendMail, smtpClient } from './test/smtp-client.ts'

const MESSAGE = 'From: a@example.org\r\nSubject: encrypted\r\n\r\nHello.\r\n'
const own = makeCertificate('DNS:mx.provider.example')
const trusted = makeCertificate('IP:127.0.0.1')
const stranger = makeCertificate('IP:127.0.0.1')
const otherName = makeCertificate('DNS:elsewhere.example')

let scene: Scene
const before = tls.getCACertificates('default')

beforeAll(async () => {
  tls.setDefaultCACertificates([...before, trusted.cert, otherName.cert])
  scene = await openScene({ settings: { tls: { cert: Buffer.from(own.cert), key: Buffer.from(own.key) } } })
})
afterAll(async () => {
  tls.setDefaultCACertificates(before)
  await scene.close()
})

const HOPS: Record<string, { cert: string; key: string } | undefined> = {
  'speaks no TLS': undefined,
  'has a certificate that nobody trusts': stranger,
  'has one that is trusted, for another name': otherName,
  'has one that holds': trusted,
}

let n = 0
test.each<[mode: TlsMode, hop: keyof typeof HOPS, outcome: 'encrypted' | 'plain' | 'waits']>([
  ['opportunistic', 'speaks no TLS', 'plain'],
  ['opportunistic', 'has a certificate that nobody trusts', 'encrypted'],
  ['required', 'speaks no TLS', 'waits'],
  ['required', 'has a certificate that nobody trusts', 'encrypted'],
  ['verified', 'speaks no TLS', 'waits'],
  ['verified', 'has a certificate that nobody trusts', 'waits'],
  ['verified', 'has one that is trusted, for another name', 'waits'],
  ['verified', 'has one that holds', 'encrypted'],
  ['none', 'has one that holds', 'plain'],
])('on a way that is “%s”, to a next hop that %s: %s', async (mode, hop, outcome) => {
  const certificate = HOPS[hop]
  const sink = await openSink(certificate === undefined ? {} : { tls: certificate })
  const domain = `d${n++}.example`
  await scene.domain(domain, [{ port: sink.port, tls: mode }])
  expect(await sendMail(scene.port(), { to: `bob@${domain}`, content: MESSAGE })).toMatch(/^250/)
  const rows = await scene.until((found) => found.some((row) => row['domain'] === domain && Number(row['attempts']) > 0))
  const row = rows.find((one) => one['domain'] === domain)
  expect(row?.['state']).toBe(outcome === 'waits' ? 'queued' : 'delivered')
  expect(sink.taken.map(({ secure }) => secure)).toEqual(outcome === 'waits' ? [] : [outcome === 'encrypted'])
  await sink.close()
})

test('STARTTLS is offered where there is a certificate, what was said before it does not count, and the trace says that it was used', async () => {
  const sink = await openSink()
  await scene.domain('inbound.example', [{ port: sink.port }])
  const client = await smtpClient(scene.port())
  expect(await client.say('EHLO c.example')).toContain('STARTTLS')
  await client.say('MAIL FROM:<before@example.org>')
  expect(await client.say('STARTTLS')).toMatch(/^220/)
  await client.startTls()
  expect(await client.say('RCPT TO:<bob@inbound.example>')).toMatch(/^5/)
  expect(await client.say('EHLO c.example')).not.toContain('STARTTLS')
  for (const line of ['MAIL FROM:<after@example.org>', 'RCPT TO:<bob@inbound.example>', 'DATA']) await client.say(line)
  client.write(`${MESSAGE}.\r\n`)
  expect(await client.read()).toMatch(/^250/)
  client.end()
  await expect.poll(() => sink.taken.length).toBe(1)
  expect(sink.taken[0]?.from).toBe('after@example.org')
  expect(sink.taken[0]?.content.toString()).toMatch(/^Received: from c\.example .*\r\n by mx\.provider\.example with ESMTPS id /m)
  await sink.close()
})

test('commands that were slipped in behind STARTTLS are not answered in the encrypted dialogue', async () => {
  const client = await smtpClient(scene.port())
  await client.say('EHLO c.example')
  client.write('STARTTLS\r\nMAIL FROM:<slipped@example.org>\r\n')
  expect(await client.read()).toMatch(/^220/)
  await client.startTls()
  expect(await client.say('NOOP')).toMatch(/^250 /)
  expect(await client.say('RCPT TO:<bob@inbound.example>')).toMatch(/^5/)
  client.end()
})
