import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { silentLog } from '../log/index.ts'
import { createHttp, operationRoutes, trustedProxies } from './index.ts'

const none = { publicUrl: undefined, tls: false, named: [] }

describe('who is a proxy', () => {
  test.each([
    ['nothing declared', none, []],
    ['our own plain address', { ...none, publicUrl: 'http://mainstay.lan:8420' }, []],
    ['our own TLS under a name', { ...none, publicUrl: 'https://mainstay.example', tls: true }, []],
    ['TLS by somebody else, so by this machine', { ...none, publicUrl: 'https://mainstay.example' }, ['127.0.0.0/8', '::1']],
    ['those that are named, and not this machine', { ...none, publicUrl: 'https://m.example', named: ['10.0.0.5'] }, ['10.0.0.5']],
    ['a network', { ...none, named: ['10.1.0.0/16', 'fd00::/8'] }, ['10.1.0.0/16', 'fd00::/8']],
  ])('%s', (_, declared, expected) => expect(trustedProxies(declared)).toEqual(expected))

  test.each(['0.0.0.0/0', '::/0', '10.0.0.0/33', 'proxy.lan', '', '10.0.0.1/8/8', '10.0.0.1/x', 'loopback'])(
    '%j is refused by name',
    (text) => expect(() => trustedProxies({ ...none, named: [text] })).toThrow(`not "${text}"`),
  )
})

describe('where a request came from', () => {
  const open: FastifyInstance[] = []
  afterEach(async () => {
    for (const app of open.splice(0)) await app.close()
  })

  async function seen(proxies: string[], remoteAddress: string, headers: Record<string, string>): Promise<string> {
    const nobody = async (): Promise<never> => {
      throw new Error('no session in this test')
    }
    const app = await createHttp({
      log: silentLog(),
      authenticators: { session: nobody, agent: nobody, signer: nobody },
      tls: null,
      proxies,
    })
    open.push(app)
    app.get('/who', { config: { access: 'public' } }, async (request) => request.ip)
    operationRoutes(app, { ready: async () => true, metrics: () => [] })
    const metrics = await app.inject({ url: '/metrics', remoteAddress, headers })
    return `${(await app.inject({ url: '/who', remoteAddress, headers })).body} ${metrics.statusCode}`
  }
  const chain = { 'x-forwarded-for': '192.0.2.7, 203.0.113.9' }

  test('with no proxy declared the header is nothing', async () => {
    expect(await seen([], '198.51.100.1', chain)).toBe('198.51.100.1 404')
    expect(await seen([], '127.0.0.1', chain)).toBe('127.0.0.1 200')
  })

  test('from elsewhere than the proxy the header is not believed', async () => {
    expect(await seen(['10.0.0.5'], '198.51.100.1', { 'x-forwarded-for': '127.0.0.1' })).toBe('198.51.100.1 404')
  })

  test('of what the proxy says, the last address is its own word; what stands before it the client could write', async () => {
    expect(await seen(['10.0.0.5'], '10.0.0.5', chain)).toBe('203.0.113.9 404')
  })

  test('through two proxies it is the first that is not one of them', async () => {
    expect(await seen(['10.0.0.0/24'], '10.0.0.5', { 'x-forwarded-for': '192.0.2.7, 203.0.113.9, 10.0.0.6' })).toBe('203.0.113.9 404')
  })

  test('who comes through a proxy on this machine is not this machine: its figures stay closed', async () => {
    expect(await seen(['127.0.0.0/8', '::1'], '127.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9 404')
    expect(await seen(['127.0.0.0/8', '::1'], '127.0.0.1', {})).toBe('127.0.0.1 200')
  })
})
