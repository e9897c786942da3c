import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScene, type Scene, technician } from '../test/scene.ts'
import { openSink, type Sink } from '../test/sink.ts'
import { sendMail } from '../test/smtp-client.ts'
import { createClamd } from './clamd.ts'
import { createRspamd } from './rspamd.ts'

const TIMEOUT_MS = 400

/** Takes connections, reads what comes, and never says a word. */
let silent: Server
const sockets = new Set<Socket>()
let scene: Scene
let sink: Sink
let clientId: string

beforeAll(async () => {
  silent = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).resume()
  })
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const address = silent.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  sink = await openSink()
  scene = await openScene({
    scanners: [
      createClamd({ address: `127.0.0.1:${port}`, timeoutMs: TIMEOUT_MS }),
      createRspamd({ url: `http://127.0.0.1:${port}`, timeoutMs: TIMEOUT_MS }),
    ],
  })
  clientId = await scene.domain('acme.example', [{ port: sink.port }])
})
afterAll(async () => {
  await scene.close()
  await sink.close()
  for (const socket of sockets) socket.destroy()
  await new Promise((done) => silent.close(done))
})

const send = async (): Promise<{ reply: string; ms: number }> => {
  const started = performance.now()
  const reply = await sendMail(scene.port(), { to: 'bob@acme.example', content: 'From: a@example.org\r\nSubject: hangs\r\n\r\nHello.\r\n' })
  return { reply, ms: performance.now() - started }
}

test('scanners that take a message and never answer cost their time limit, then are left alone, and the sender is told to try again', async () => {
  const first = await send()
  expect(first.reply).toMatch(/^451 4\.7\.1/)
  expect(first.ms).toBeGreaterThan(TIMEOUT_MS - 50)
  // One time limit, not one for each: they are asked at the same time.
  expect(first.ms).toBeLessThan(2 * TIMEOUT_MS)
  for (let n = 0; n < 2; n++) await send()
  const fourth = await send()
  expect(fourth.reply).toMatch(/^451 4\.7\.1/)
  expect(fourth.ms).toBeLessThan(TIMEOUT_MS / 2)
  expect(await scene.rows()).toEqual([])
})

test('where the policy lets mail pass without them it passes, and its reasons name who did not answer', async () => {
  await scene.mail.settings.setPolicy(technician, clientId, { virusScannerAway: 'deliver', spamScannerAway: 'deliver', digestHours: [] })
  expect((await send()).reply).toMatch(/^250/)
  const [row] = await scene.until((rows) => rows[0]?.['state'] === 'delivered')
  const reasons = row?.['reasons'] as { id: string; text: string }[]
  const away = reasons.filter(({ id }) => id === 'scanner.away')
  expect(away.map(({ text }) => text.split(' ')[0] ?? '').sort()).toEqual(['clamd', 'rspamd'])
})
