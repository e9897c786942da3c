import { connect } from 'node:net'
import { AppError, newId } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor } from '../auth/index.ts'
import { silentLog } from '../log/index.ts'
import { actorOf, createHttp, listen, refuseWithoutTls } from './index.ts'

let app: FastifyInstance
const actor = (name: string): Actor => ({ kind: 'staff', id: newId(), name, permissions: new Set(), clients: 'all' })

beforeEach(async () => {
  const signedIn = async (): Promise<never> => {
    throw new AppError('platform.unauthenticated')
  }
  app = await createHttp({
    log: silentLog(),
    authenticators: {
      session: signedIn,
      agent: async () => actor('agent'),
      signer: async (_request, body) => actor(`signed ${body.length}`),
    },
    tls: null,
  })
})
afterEach(() => app.close())

test('a route that does not say who may come stops the start', () => {
  expect(() => app.get('/open', async () => 'x')).toThrow(/does not say who may come/)
})

test('each kind of access asks its own credential and no other', async () => {
  app.get('/session', { config: { access: 'session' } }, async (request) => actorOf(request).name)
  app.get('/agent', { config: { access: 'agent' } }, async (request) => actorOf(request).name)
  app.post('/signer', { config: { access: 'signer' } }, async (request) => `${actorOf(request).name} ${JSON.stringify(request.body)}`)
  const signed = { authorization: 'MainstaySigner x' }
  expect((await app.inject('/session')).statusCode).toBe(401)
  expect((await app.inject('/agent')).body).toBe('agent')
  expect((await app.inject({ method: 'POST', url: '/signer', payload: { a: 1 } })).json()).toMatchObject({
    code: 'trust.signer-unauthenticated',
  })
  expect((await app.inject({ method: 'POST', url: '/signer', headers: signed, payload: { a: 1 } })).body).toBe('signed 7 {"a":1}')
  expect((await app.inject({ url: '/session', headers: signed })).body).toBe('signed 0')
  // A signing key is not an agent.
  expect((await app.inject({ url: '/agent', headers: signed })).body).toBe('agent')
})

test('an unexpected error tells the caller its request id and nothing of itself', async () => {
  app.get('/boom', { config: { access: 'public' } }, async () => {
    throw new Error('the password is hunter2')
  })
  const answer = await app.inject('/boom')
  expect(answer.statusCode).toBe(500)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.body).not.toContain('hunter2')
  expect(answer.json()).toMatchObject({ code: 'platform.internal', requestId: expect.any(String) })
})

test('bad input is 400 and names the field; what is not JSON is 400; an unknown address is 404', async () => {
  app.post('/in', { config: { access: 'public' }, schema: { body: z.object({ n: z.number() }) } }, async () => 'ok')
  const wrong = await app.inject({ method: 'POST', url: '/in', payload: { n: 'x' } })
  expect(wrong.json()).toMatchObject({ code: 'platform.invalid-input', title: expect.stringContaining('n:') })
  const broken = await app.inject({ method: 'POST', url: '/in', headers: { 'content-type': 'application/json' }, payload: '{' })
  expect(broken.statusCode).toBe(400)
  expect((await app.inject('/nowhere?token=secret')).json()).toMatchObject({ code: 'platform.route-not-found', data: { path: '/nowhere' } })
})

test.each([
  ['127.0.0.1', false, undefined, true],
  ['::1', false, undefined, true],
  ['127.1.2.3', false, undefined, true],
  ['0.0.0.0', false, undefined, false],
  ['127.0.0.1.example.org', false, undefined, false],
  ['192.168.1.5', false, 'http://x.example', false],
  ['0.0.0.0', true, undefined, true],
  ['0.0.0.0', false, 'https://x.example', true],
])('listening on %s (tls %s, public url %s) is allowed: %s', (host, tls, publicUrl, allowed) => {
  const attempt = (): void => refuseWithoutTls({ host, tls, publicUrl })
  if (allowed) expect(attempt).not.toThrow()
  else expect(attempt).toThrow(/needs TLS/)
})

test('a port in use is one clear error that names it', async () => {
  const url = await listen(app, { host: '127.0.0.1', port: 0, tls: false, publicUrl: undefined })
  const port = Number(new URL(url).port)
  const second = await createHttp({
    log: silentLog(),
    authenticators: { session: async () => actor(''), agent: async () => actor(''), signer: async () => actor('') },
    tls: null,
  })
  await expect(listen(second, { host: '127.0.0.1', port, tls: false, publicUrl: undefined })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use`,
  )
  await second.close()
})

test('an upgrade that is refused leaves no socket behind', async () => {
  app.get('/line', { websocket: true, config: { access: 'session' } }, () => {})
  const { port } = new URL(await listen(app, { host: '127.0.0.1', port: 0, tls: false, publicUrl: undefined }))
  const refused = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => (answer += String(chunk)))
    // The server ends it; a client that only waits would keep it for ever.
    socket.on('close', () => resolve(answer))
    socket.write(
      'GET /line HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
  })
  expect(refused).toMatch(/^HTTP\/1\.1 401 /)
})

test('what cannot be an id is the id of nothing: 404, by the name of what was looked for', async () => {
  const schema = { params: z.object({ deviceId: z.uuid() }) }
  app.get('/things/:deviceId', { config: { access: 'public' }, schema }, async () => 'there')
  const answer = await app.inject('/things/nope')
  expect(answer.json()).toMatchObject({ status: 404, code: 'platform.not-found', data: { what: 'device' } })
  expect((await app.inject(`/things/${newId()}`)).body).toBe('there')
})
