import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../auth/index.ts'
import { silentLog } from '../log/index.ts'
import { createHttp, listen } from './index.ts'

let app: FastifyInstance
let url: string
beforeEach(async () => {
  const nobody = async (): Promise<Actor> => ({ kind: 'system', id: 'x', name: 'x', permissions: new Set(), clients: [] })
  app = await createHttp({ log: silentLog(), authenticators: { session: nobody, agent: nobody, signer: nobody }, tls: null })
  app.post('/agent/v1/echo', { config: { access: 'own' } }, async (request) => request.body)
  url = await listen(app, { host: '127.0.0.1', port: 0, tls: false, publicUrl: undefined })
})
afterEach(() => app.close())

const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }

test('an agent’s gzip body is read as what it holds', async () => {
  const answer = await fetch(`${url}/agent/v1/echo`, { method: 'POST', headers, body: gzipSync('{"a":1}') })
  expect(await answer.json()).toEqual({ a: 1 })
})

test('a body that says gzip and is none is 400, one that unpacks to more than the limit is 413', async () => {
  const wrong = await fetch(`${url}/agent/v1/echo`, { method: 'POST', headers, body: 'plain' })
  expect(wrong.status).toBe(400)
  const bomb = await fetch(`${url}/agent/v1/echo`, { method: 'POST', headers, body: gzipSync(Buffer.alloc(20 * 1024 * 1024)) })
  expect(bomb.status).toBe(413)
})

test('a body that never ends is not gathered: it is cut at the limit, before anyone is known', async () => {
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
  const answer = await fetch(`${url}/agent/v1/echo`, {
    method: 'POST',
    headers,
    body: Readable.toWeb(endless) as ReadableStream,
    duplex: 'half',
  } as RequestInit).then(
    (response) => response.status,
    () => 'cut',
  )
  expect([413, 'cut']).toContain(answer)
  expect(sent).toBeLessThan(32 * 1024 * 1024)
})
