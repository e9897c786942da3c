import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openScene, type Scene, technician } from './test/scene.ts'
import { openSink, type Sink } from './test/sink.ts'
import { sendMail, smtpClient } from './test/smtp-client.ts'

let scene: Scene
let sink: Sink
let clientId: string
/** Rows by their first column. */
const byText = ([a]: readonly unknown[], [b]: readonly unknown[]): number => String(a).localeCompare(String(b))
const MESSAGE =
  'From: Ann <ann@example.org>\r\nTo: bob@acme.example\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello Bob,\r\n.dots\r\n..and more\r\n'

beforeAll(async () => {
  scene = await openScene()
  sink = await openSink({ unknown: ['nobody@checked.example'] })
  clientId = await scene.domain('acme.example', [{ port: sink.port }])
  await scene.domain('checked.example', [{ port: sink.port }], { clientId, verifyRecipients: true })
})
afterEach(async () => {
  sink.taken.splice(0)
  sink.refuse.clear()
  await scene.db.superuser('delete from mail_delivery')
})
afterAll(async () => {
  await scene.close()
  await sink.close()
})

const blobsLeft = (): number =>
  readdirSync(join(scene.folder, clientId), { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length

test('a message is durable before its 250, and at the next hop a moment later, byte for byte below our own headers', async () => {
  expect(await sendMail(scene.port(), { to: 'bob@acme.example', content: MESSAGE })).toMatch(/^250 2\.0\.0 taken as [0-9a-f-]{36}$/)
  const [row] = await scene.until((rows) => rows[0]?.['state'] === 'delivered')
  expect(row).toMatchObject({
    subject: 'Grüße',
    sender: 'sender@example.org',
    attempts: 1,
    last_reply: expect.stringMatching(/^250/) as string,
  })
  const content = sink.taken[0]?.content.toString() ?? ''
  expect(content.endsWith(MESSAGE)).toBe(true)
  const added = content.slice(0, -MESSAGE.length)
  expect(added).toMatch(/^Received: from client\.example \(\[127\.0\.0\.1\]\)\r\n by mx\.provider\.example with ESMTP id /m)
  expect(added).toMatch(/^Authentication-Results: mx\.provider\.example;/m)
  expect(sink.taken[0]).toMatchObject({ from: 'sender@example.org', to: ['bob@acme.example'] })
  await expect.poll(blobsLeft).toBe(0)
})

test('the null sender, a quoted local part, another script and DSN wishes go on as they came', async () => {
  const wishes = { mailArgs: ' RET=HDRS ENVID=QQ314159', rcptArgs: ' NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob@acme.example' }
  for (const sending of [
    { from: '', to: '"o\'hara,x"@acme.example' },
    { from: 'jörg@example.org', to: 'żółw@acme.example', mailArgs: ' SMTPUTF8 BODY=8BITMIME' },
    { to: 'bob@acme.example', ...wishes },
  ])
    expect(await sendMail(scene.port(), { content: MESSAGE, ...sending })).toMatch(/^250/)
  await scene.until((rows) => rows.length === 3 && rows.every(({ state }) => state === 'delivered'))
  expect(sink.taken.map(({ from, to }) => [from, to[0]]).sort(byText)).toEqual([
    ['', '"o\'hara,x"@acme.example'],
    ['jörg@example.org', 'żółw@acme.example'],
    ['sender@example.org', 'bob@acme.example'],
  ])
  expect(sink.taken.find(({ to }) => to[0] === 'bob@acme.example')?.dsn).toMatchObject({
    ret: 'HDRS',
    envid: 'QQ314159',
    rcpt: { notify: ['SUCCESS', 'DELAY'] },
  })
})

test('a domain in another script is the same by its ASCII name, and goes on as that', async () => {
  await scene.domain('xn--bcher-kva.example', [{ port: sink.port }], { clientId })
  for (const to of ['ann@xn--bcher-kva.example', 'ann@BÜCHER.example'])
    expect(await sendMail(scene.port(), { content: MESSAGE, to, mailArgs: ' SMTPUTF8' })).toMatch(/^250/)
  await scene.until((rows) => rows.length === 2 && rows.every(({ state }) => state === 'delivered'))
  expect(sink.asked.slice(-2)).toEqual(['ann@bücher.example', 'ann@bücher.example'])
  expect((await scene.rows()).map(({ recipient }) => recipient)).toEqual(['ann@xn--bcher-kva.example', 'ann@xn--bcher-kva.example'])
})

test('each recipient is a delivery of its own: one refused for good is held, the other is delivered', async () => {
  sink.unknown.add('gone@acme.example')
  await sendMail(scene.port(), { to: ['gone@acme.example', 'bob@acme.example'], content: MESSAGE })
  const rows = await scene.until((found) => found.every(({ state }) => state !== 'queued'))
  expect(rows.map(({ recipient, state, last_reply }) => [recipient, state, last_reply]).sort(byText)).toEqual([
    ['bob@acme.example', 'delivered', expect.stringMatching(/^250/)],
    ['gone@acme.example', 'held', expect.stringContaining('no such user here')],
  ])
  expect(blobsLeft()).toBe(1)
})

test('mail for others is refused, and an unknown recipient while the sender is on the line, asked once', async () => {
  expect(await sendMail(scene.port(), { to: 'x@elsewhere.example', content: MESSAGE })).toMatch(/^550 5\.7\.1 mail for elsewhere\.example/)
  expect(await sendMail(scene.port(), { to: 'nobody@checked.example', content: MESSAGE })).toMatch(/^550 5\.1\.1 .*no such user here/)
  await sendMail(scene.port(), { to: 'nobody@checked.example', content: MESSAGE })
  expect(sink.asked.filter((address) => address === 'nobody@checked.example')).toHaveLength(1)
  expect(await scene.rows()).toEqual([])
})

test('a next hop that is away or busy is tried again by the plan, and another takes over at once', async () => {
  sink.refuse.set('rcpt', 451)
  await sendMail(scene.port(), { to: 'bob@acme.example', content: MESSAGE })
  const [row] = await scene.until((rows) => rows[0]?.['attempts'] === 1)
  expect(row).toMatchObject({ state: 'queued', last_reply: expect.stringContaining('451') as string })
  const waits = Number(row?.['next_attempt_at']) - Number(row?.['received_at'])
  expect(waits).toBeGreaterThanOrEqual(60_000)
  expect(waits).toBeLessThan(70_000)

  const [away, second] = [await openSink(), await openSink()]
  await away.close()
  await scene.domain('twice.example', [{ port: away.port }, { port: second.port }], { clientId })
  await sendMail(scene.port(), { to: 'bob@twice.example', content: MESSAGE })
  await scene.until((rows) => rows.some(({ state, domain }) => state === 'delivered' && domain === 'twice.example'))
  expect(second.taken).toHaveLength(1)
  await second.close()
})

test('what was taken and not delivered is delivered after a restart', async () => {
  sink.refuse.set('connect', 421)
  await sendMail(scene.port(), { to: 'bob@acme.example', content: MESSAGE })
  await scene.until((rows) => rows[0]?.['attempts'] === 1)
  sink.refuse.clear()
  await scene.db.superuser('update mail_delivery set next_attempt_at = now()')
  await scene.restart()
  await scene.until((rows) => rows[0]?.['state'] === 'delivered')
  expect(sink.taken).toHaveLength(1)
})

test('results that claim to be ours are taken out, those of others stay', async () => {
  const forged = 'Authentication-Results: (hi) MX.provider.example;\r\n dmarc=pass header.from=bank.example\r\n'
  const other = 'Authentication-Results: mx.other.example; spf=pass\r\n'
  await sendMail(scene.port(), { to: 'bob@acme.example', content: `${forged}${other}${MESSAGE}` })
  await scene.until((rows) => rows[0]?.['state'] === 'delivered')
  const content = sink.taken[0]?.content.toString() ?? ''
  expect(content).not.toContain('bank.example')
  expect(content.endsWith(other + MESSAGE)).toBe(true)
})

test.each([
  ['LF.LF', 'Subject: a\r\n\r\nbody\n.\nMAIL FROM:<x@y.example>\r\n'],
  ['LF.CRLF', 'Subject: a\r\n\r\nbody\n.\r\nMAIL FROM:<x@y.example>\r\n'],
  ['CRLF.LF', 'Subject: a\r\n\r\nbody\r\n.\nMAIL FROM:<x@y.example>\r\n'],
  ['CR.CR', 'Subject: a\r\n\r\nbody\r.\rMAIL FROM:<x@y.example>\r\n'],
  ['CR.CRLF', 'Subject: a\r\n\r\nbody\r.\r\nMAIL FROM:<x@y.example>\r\n'],
  ['CRCRLF', 'Subject: a\r\n\r\nbody\r\r\n.\r\r\nMAIL FROM:<x@y.example>\r\n'],
  ['a bare LF in the middle', 'Subject: a\r\n\r\none\ntwo\r\n'],
  ['a bare CR in the middle', 'Subject: a\r\n\r\none\rtwo\r\n'],
])('%s is refused as a line end and as an end of the message', async (_, content) => {
  const client = await smtpClient(scene.port())
  for (const line of ['EHLO c.example', 'MAIL FROM:<a@example.org>', 'RCPT TO:<bob@acme.example>', 'DATA']) await client.say(line)
  client.write(`${content}.\r\n`)
  expect(await client.read()).toMatch(/^554 5\.6\.11/)
  expect(await client.say('NOOP')).toMatch(/^250/)
  client.end()
  expect(await scene.rows()).toEqual([])
})

test('too large, too many headers, too many hops: each is refused by name and leaves nothing', async () => {
  const small = await openScene({ settings: { limits: { messageBytes: 100_000 } } })
  const id = await small.domain('acme.example', [{ port: sink.port }])
  expect(await sendMail(small.port(), { to: 'b@acme.example', content: MESSAGE, mailArgs: ' SIZE=200000' })).toMatch(/^552/)
  expect(await sendMail(small.port(), { to: 'b@acme.example', content: `${MESSAGE}${'x'.repeat(998)}\r\n`.repeat(150) })).toMatch(
    /^552 5\.3\.4/,
  )
  expect(readdirSync(join(small.folder, 'staged'))).toEqual([])
  expect(readdirSync(small.folder)).not.toContain(id)
  await small.close()
  expect(await sendMail(scene.port(), { to: 'bob@acme.example', content: `${'X-A: b\r\n'.repeat(140_000)}${MESSAGE}` })).toMatch(
    /^552 5\.3\.4 the headers/,
  )
  expect(await sendMail(scene.port(), { to: 'bob@acme.example', content: `${'Received: by x\r\n'.repeat(51)}${MESSAGE}` })).toMatch(
    /^554 5\.4\.6/,
  )
})

test('a sender who drops in the middle leaves nothing, and others are served', async () => {
  const client = await smtpClient(scene.port())
  for (const line of ['EHLO c.example', 'MAIL FROM:<a@example.org>', 'RCPT TO:<bob@acme.example>', 'DATA']) await client.say(line)
  // What is small is in memory until it is whole; this is more.
  client.write(`Subject: half\r\n\r\n${'and then\r\n'.repeat(10_000)}`)
  await expect.poll(() => readdirSync(join(scene.folder, 'staged')).length).toBe(1)
  client.end()
  await expect.poll(() => readdirSync(join(scene.folder, 'staged')).length).toBe(0)
  expect(await sendMail(scene.port(), { to: 'bob@acme.example', content: MESSAGE })).toMatch(/^250/)
})

test('a domain belongs to one client', async () => {
  await expect(scene.domain('acme.example', [{ port: 1 }])).rejects.toThrow('set up already')
  await expect(scene.mail.settings.domains({ ...technician, permissions: new Set() }, clientId)).rejects.toThrow('mail.read')
})
