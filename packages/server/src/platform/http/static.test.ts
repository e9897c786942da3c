import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../log/index.ts'
import { createHttp, staticRoutes } from './index.ts'

let app: FastifyInstance
let folder: string
const browser = { accept: 'text/html,application/xhtml+xml' }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-static-'))
  const nobody = async (): Promise<never> => {
    throw new AppError('platform.unauthenticated')
  }
  app = await createHttp({ log: silentLog(), authenticators: { session: nobody, agent: nobody, signer: nobody }, tls: null })
})
afterEach(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

function build(): void {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__">console')
  writeFileSync(join(folder, 'portal.html'), 'portal')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'plain')
  writeFileSync(join(folder, 'assets', 'index-abc.js.br'), 'brotli')
  writeFileSync(join(folder, 'assets', 'index-abc.js.gz'), 'gzip')
  staticRoutes(app, { folder })
}

test('every address that a browser goes to is the console, under /portal the portal', async () => {
  build()
  for (const url of ['/', '/devices', '/devices/0193?x=1', '/sign-in']) {
    const answer = await app.inject({ url, headers: browser })
    expect([answer.statusCode, answer.body.endsWith('console')], url).toEqual([200, true])
  }
  for (const url of ['/portal', '/portal/reports']) expect((await app.inject({ url, headers: browser })).body, url).toBe('portal')
})

test('a page runs only our own files: no inline script, and styles by a nonce that is new each time', async () => {
  build()
  const answers = await Promise.all([1, 2].map(() => app.inject({ url: '/', headers: browser })))
  const nonces = answers.map(({ body }) => body.match(/nonce="([^"]+)"/)?.[1])
  expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{22}==$/)
  expect(nonces[0]).not.toBe(nonces[1])
  const policy = String(answers[0]?.headers['content-security-policy'])
  expect(policy).toContain(`style-src 'self' 'nonce-${nonces[0]}'`)
  expect(policy).toContain("default-src 'none'; script-src 'self'; ")
  expect(policy).not.toContain('unsafe')
  expect(answers[0]?.headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' })
})

test('an address of the API that does not exist stays a 404 of the API', async () => {
  build()
  for (const headers of [browser, { accept: 'application/json' }, {}])
    expect((await app.inject({ url: '/api/nothing', headers })).json()).toMatchObject({ code: 'platform.route-not-found' })
  expect((await app.inject({ url: '/devices', headers: { accept: '*/*' } })).statusCode).toBe(404)
  expect((await app.inject({ url: '/favicon.ico', headers: browser })).statusCode).toBe(404)
  expect((await app.inject({ method: 'POST', url: '/devices', headers: browser })).statusCode).toBe(404)
})

test('assets are kept for ever, compressed as the browser can take it', async () => {
  build()
  const get = (encoding: string) => app.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': encoding } })
  expect((await get('gzip, deflate, br')).body).toBe('brotli')
  expect((await get('gzip')).headers).toMatchObject({
    'content-encoding': 'gzip',
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  })
  expect((await get('identity')).body).toBe('plain')
})

test.each(['/assets/..%2fsecret.txt', '/assets/%2e%2e/secret.txt', '/assets/../secret.txt', '/secret.txt', '/assets/index-abc.js.br'])(
  'nothing but the assets themselves is served: %s',
  async (url) => {
    build()
    expect((await app.inject({ url, headers: browser })).body).not.toMatch(/^(?:secret|brotli)$/)
  },
)

test('a server whose console is not built says so, and its API works', async () => {
  staticRoutes(app, { folder })
  const answer = await app.inject({ url: '/', headers: browser })
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'platform.console-not-built'])
})
