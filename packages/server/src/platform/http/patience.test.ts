import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../log/index.ts'
import { createHttp } from './index.ts'

const nobody = async (): Promise<never> => {
  throw new AppError('platform.unauthenticated')
}
let app: FastifyInstance
beforeEach(async () => {
  app = await createHttp({
    log: silentLog(),
    authenticators: { session: nobody, agent: nobody, signer: nobody },
    tls: null,
    patience: { headers: 400, body: 600, piece: 600, check: 100 },
  })
  app.post('/whole', { config: { access: 'public' } }, async (request) => ({ got: request.body }))
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.post('/stream', { config: { access: 'public', body: 'while-it-moves' } }, async (request) => {
      let bytes = 0
      for await (const piece of request.body as AsyncIterable<Buffer>) bytes += piece.length
      return { bytes }
    })
  })
  app.post('/for-staff', { config: { access: 'session' } }, async () => ({}))
  app.get('/reads-nothing', { config: { access: 'public' } }, async () => 'read nothing')
  app.get('/slow-answer', { config: { access: 'public' } }, async (_request, reply) => {
    reply.hijack()
    reply.raw.write('first ')
    await pause(1500)
    reply.raw.end('and last')
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(() => app.close())

async function open(...lines: string[]): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  socket.on('data', (piece: Buffer) => {
    text += piece.toString()
  })
  socket.on('error', () => {})
  socket.write(lines.join('\r\n'))
  return { socket, answer: once(socket, 'close').then(() => text) }
}

const post = (path: string, length: number): string[] => [
  `POST ${path} HTTP/1.1`,
  'host: localhost',
  'content-type: application/json',
  `content-length: ${length}`,
  '',
  '{"half":',
]

test('a body that stays half sent is answered 408 in our own shape, and the connection is closed', async () => {
  const { answer } = await open(...post('/whole', 100))
  const text = await answer
  expect(text).toMatch(/^HTTP\/1\.1 408 /)
  expect(text).toContain('"code":"platform.too-slow"')
  expect(text).toContain('within 0.6 seconds')
})

test('drips do not prolong a body that must come whole', async () => {
  const { socket, answer } = await open(...post('/whole', 100))
  const drip = setInterval(() => socket.write(' '), 100)
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
  clearInterval(drip)
})

test('headers that stay half sent are answered 408, and the connection is closed', async () => {
  const { answer } = await open('GET /whole HTTP/1.1', 'host: localhost', 'x-half: ')
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
})

test('a stream may take longer than any bound while something of it comes, and is ended when nothing does', async () => {
  const { socket, answer } = await open(...post('/stream', 28))
  for (let n = 0; n < 20; n++) {
    await pause(100)
    socket.write('x')
  }
  const [piece] = (await once(socket, 'data')) as [Buffer]
  expect(piece.toString()).toContain('{"bytes":28}')
  socket.destroy()
  await answer
  const stuck = await open(...post('/stream', 100))
  expect(await stuck.answer).toMatch(/^HTTP\/1\.1 408 /)
})

test('an answer may take as long as it takes', async () => {
  const { socket, answer } = await open('GET /slow-answer HTTP/1.1', 'host: localhost', 'connection: close', '', '')
  expect(await answer).toContain('and last')
  socket.destroy()
})

test('a request that was refused before its body came holds no connection', async () => {
  const { answer } = await open(...post('/for-staff', 100))
  expect(await answer).toMatch(/^HTTP\/1\.1 401 /)
})

test('an address that cannot be read is answered in our own shape', async () => {
  const { answer } = await open('GET /% HTTP/1.1', 'host: localhost', 'connection: close', '', '')
  const text = await answer
  expect(text).toMatch(/^HTTP\/1\.1 400 /)
  expect(text).toContain('application/problem+json')
  expect(text).toContain('"code":"platform.invalid-input"')
})

test('a body that nobody reads, and that stays half sent, ends its own connection and nothing else', async () => {
  const lines = ['GET /reads-nothing HTTP/1.1', 'host: localhost', 'content-length: 100', '', 'half']
  const { answer } = await open(...lines)
  expect(await answer).toContain('read nothing')
  await pause(900)
  const next = await open('GET /reads-nothing HTTP/1.1', 'host: localhost', 'connection: close', '', '')
  expect(await next.answer).toContain('read nothing')
})
