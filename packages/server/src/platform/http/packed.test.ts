import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor } from '../auth/index.ts'
import { silentLog } from '../log/index.ts'
import { listen } from './listen.ts'
import { createHttp } from './server.ts'

const actor: Actor = { kind: 'agent', id: 'x', name: 'x', permissions: new Set(), clients: [] }
let app: FastifyInstance

beforeAll(async () => {
  const who = async (): Promise<Actor> => actor
  app = await createHttp({ log: silentLog(), authenticators: { session: who, agent: who, signer: who }, tls: null })
  const schema = { body: z.object({ text: z.string() }) }
  for (const [url, access] of [
    ['/agent/v1', 'agent'],
    ['/agent/open', 'own'],
    ['/api', 'session'],
  ] as const) {
    app.post(url, { config: { access }, bodyLimit: 2 ** 24, schema }, async (request) => ({
      length: (request.body as { text: string }).text.length,
    }))
  }
})
afterAll(() => app.close())

function post(url: string, payload: Buffer, encoding = 'gzip') {
  return app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', 'content-encoding': encoding } })
}
const packed = (length: number): Buffer => gzipSync(JSON.stringify({ text: 'x'.repeat(length) }))

test("a packed body is taken on the agents' channel, small or large, and nowhere else", async () => {
  expect((await post('/agent/v1', packed(10))).json()).toEqual({ length: 10 })
  expect((await post('/agent/open', packed(10))).json()).toEqual({ length: 10 })
  expect((await post('/agent/v1', packed(5_000_000))).json()).toEqual({ length: 5_000_000 })
  expect((await post('/api', packed(10))).statusCode).toBe(400)
})

test.each([
  ['what unpacks to more than 8 MB', packed(9_000_000), 'gzip', 413, 'platform.too-large'],
  ['what is packed and still more than 2 MB', Buffer.alloc(3_000_000), 'gzip', 413, 'platform.too-large'],
  ['what is not packed at all', Buffer.from('{"text":""}'), 'gzip', 400, 'platform.invalid-input'],
  ['what is packed otherwise', Buffer.from('{"text":""}'), 'br', 400, 'platform.invalid-input'],
])('%s is refused', async (_, body, encoding, status, code) => {
  const answer = await post('/agent/v1', body, encoding)
  expect([answer.statusCode, answer.json().code]).toEqual([status, code])
})

test('a body that never ends is not gathered: it is cut at the limit, before anyone is known', async () => {
  const url = await listen(app, { host: '127.0.0.1', port: 0, tls: false, publicUrl: undefined })
  let sent = 0
  const chunk = Buffer.alloc(256 * 1024, 7)
  const endless = Readable.from(
    (function* () {
      // Bounded, so that a fault shows as a number and not as a full memory.
      while (sent < 64 * 1024 * 1024) {
        sent += chunk.length
        yield chunk
      }
    })(),
  )
  const answer = await fetch(`${url}/agent/open`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: Readable.toWeb(endless) as ReadableStream,
    duplex: 'half',
  } as RequestInit).then(
    (response) => response.status,
    () => 'cut',
  )
  expect([413, 'cut']).toContain(answer)
  expect(sent).toBeLessThan(32 * 1024 * 1024)
})
