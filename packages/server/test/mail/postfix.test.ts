import { expect, afterAll, beforeAll, test } from 'vitest'
import { scannersFrom } from '../../src/slices/mail/index.ts'
import { openScene, type Scene, technician } from '../../src/slices/mail/test/scene.ts'
import { sendMail } from '../../src/slices/mail/test/smtp-client.ts'
import { corpus, type Sample } from './corpus.ts'
import { type Postfix, startPostfix } from './postfix.ts'
import { type RunningScanner, startClamd, startRspamd } from './scanners.ts'

let scene: Scene
let front: Postfix
let hop: Postfix
let clamd: RunningScanner
let rspamd: RunningScanner
let clientId: string

beforeAll(async () => {
  clamd = await startClamd()
  rspamd = await startRspamd()
  hop = await startPostfix({ mailboxesOf: 'acme.example' })
  scene = await openScene({
    zone: { 'TXT _dmarc.strict.example': ['v=DMARC1; p=reject'], 'TXT _dmarc.plain.example': ['v=DMARC1; p=none'] },
    scanners: scannersFrom({ clamd: clamd.address, rspamd: rspamd.address }),
  })
  clientId = await scene.domain('acme.example', [{ port: hop.port }], { verifyRecipients: true })
  front = await startPostfix({ relayTo: scene.port() })
})
afterAll(async () => {
  await scene?.close()
  await Promise.all([front?.remove(), hop?.remove(), clamd?.stop(), rspamd?.stop()])
})

test('Postfix → Mainstay → Postfix carries the corpus byte for byte, and stops what is to be stopped, with its reason', async () => {
  const samples = corpus()
  for (const { content, name } of samples)
    expect(
      await sendMail(front.port, { from: 'ann@plain.example', to: 'bob@acme.example', content: Buffer.from(content, 'latin1') }),
      name,
    ).toMatch(/^250/)
  const rows = await scene.until((found) => found.length === samples.length && found.every(({ state }) => state !== 'queued'))
  const rowOf = ({ name }: Sample) => rows.find(({ subject }) => subject === name)
  expect(samples.map((sample) => [sample.name, rowOf(sample)?.['state']])).toEqual(samples.map(({ name, expected }) => [name, expected]))
  for (const sample of samples) {
    const reasons = rowOf(sample)?.['reasons'] as { id: string }[]
    if (sample.reason !== undefined) expect(reasons[0]?.id, sample.name).toBe(sample.reason)
  }
  const delivered = samples.filter(({ expected }) => expected === 'delivered')
  await expect.poll(() => hop.mailbox().length, { timeout: 10_000 }).toBe(delivered.length)
  const boxes = hop.mailbox()
  // A mailbox keeps lines with LF; above the message stand the trace headers of three servers.
  for (const { name, content } of delivered) {
    const found = boxes.filter((text) => text.endsWith(content.replaceAll('\r\n', '\n')))
    expect(found, name).toHaveLength(1)
    expect(found[0]).toContain('Authentication-Results: mx.provider.example;')
  }
})

test('what was quarantined and is released arrives byte for byte as it came, under the same envelope, past every check', async () => {
  const row = (await scene.rows()).find(({ subject }) => subject === 'gtube')
  const key = { clientId, receivedAt: row?.['received_at'] as Date, id: String(row?.['id']) }
  await scene.mail.kept.release(technician, key, { reason: 'Bob asked for it', allowSender: false })
  await scene.until((rows) => rows.some(({ subject, state }) => subject === 'gtube' && state === 'delivered'))
  await expect.poll(() => hop.mailbox().filter((text) => text.includes('Subject: gtube')).length, { timeout: 10_000 }).toBe(1)
  const [text] = hop.mailbox().filter((one) => one.includes('Subject: gtube'))
  expect(text).toMatch(/^Return-Path: <ann@plain\.example>\nX-Original-To: bob@acme\.example\n/)
  expect(text).not.toContain('Authentication-Results')
})

test('the recipient is asked of the real next hop while the sender is on the line', async () => {
  expect(await sendMail(scene.port(), { to: 'unknown@acme.example', content: corpus()[0]?.content ?? '' })).toMatch(/^550 5\.1\.1/)
})

test('the client’s server is away for a while: mail is taken all the same, waits visibly, and arrives when it is back', async () => {
  await hop.stop()
  const before = hop.mailbox().length
  const content = (corpus()[0]?.content ?? '').replace('Subject: plain', 'Subject: while away')
  expect(await sendMail(scene.port(), { to: 'bob@acme.example', content })).toMatch(/^250/)
  await scene.until((rows) => rows.some(({ subject, attempts }) => subject === 'while away' && Number(attempts) > 0))
  expect(await scene.mail.kept.spool(technician)).toMatchObject([
    { clientId, domain: 'acme.example', waiting: 1, lastReply: expect.stringContaining('ECONNREFUSED') as string },
  ])
  await hop.start()
  await scene.db.superuser("update mail_delivery set next_attempt_at = now() where state = 'queued'")
  await scene.until((rows) => rows.every(({ state }) => state !== 'queued'))
  await expect.poll(() => hop.mailbox().length, { timeout: 10_000 }).toBe(before + 1)
})

test('a virus scanner that is gone makes mail wait, or pass by the client’s policy, and is left alone soon', async () => {
  const content = corpus()[0]?.content ?? ''
  clamd.kill('SIGKILL')
  const started = Date.now()
  for (let n = 0; n < 4; n++) expect(await sendMail(scene.port(), { to: 'bob@acme.example', content })).toMatch(/^451 4\.7\.1/)
  expect(Date.now() - started).toBeLessThan(10_000)
  await scene.mail.settings.setPolicy(technician, clientId, { virusScannerAway: 'deliver', spamScannerAway: 'deliver', digestHours: [] })
  expect(
    await sendMail(scene.port(), { to: 'bob@acme.example', content: content.replace('Subject: plain', 'Subject: unscanned') }),
  ).toMatch(/^250/)
  const rows = await scene.until((found) => found.some(({ subject, state }) => subject === 'unscanned' && state === 'delivered'))
  const reasons = rows.find(({ subject }) => subject === 'unscanned')?.['reasons'] as { id: string; text: string }[]
  expect(reasons.find(({ id }) => id === 'scanner.away')?.text).toContain('clamd did not answer')
})
