import { fixedClock, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../test/identity/app.ts'
import type { Browser } from '../../../test/identity/browser.ts'
import { expectStatus } from '../../../test/identity/people.ts'
import { actorOf } from '../../platform/http/index.ts'

let t: IdentityApp
let owner: Browser
const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const acme = newId()
const other = newId()
const DAY = 86_400_000

beforeAll(async () => {
  t = await openIdentityApp({
    clock,
    more: (app) => {
      app.get('/whoami', { config: { access: 'session' } }, async (request) => {
        const { permissions, ...actor } = actorOf(request)
        return { ...actor, permissions: [...permissions] }
      })
      app.post('/change', { config: { access: 'session' } }, async () => ({ done: true }))
    },
  })
  owner = await t.owner()
  for (const id of [acme, other]) await t.db.superuser("insert into clients_client values ($1, 'X', 'Europe/Berlin', now(), null)", [id])
})
afterAll(() => t.close())

const wanted = (o: object = {}) => ({ name: 'nightly script', scopes: ['devices.read'], clients: 'all', expiresInDays: 30, ...o })
type Made = { id: string; secret: string }
const make = async (by: Browser, o: object = {}) => expectStatus(await by.post('/api/tokens', wanted(o)), 201).json<Made>()
const use = (secret: string, url = '/whoami') => t.app.inject({ url, headers: { authorization: `Bearer ${secret}` } })
const technician = (clients: 'all' | string[] = 'all') => t.person(owner, { role: 'technician', clients })

test('a token acts with its scopes and clients, under its own name', async () => {
  const { id, secret } = await make(owner, { scopes: ['devices.read', 'clients.read'], clients: [acme] })
  expect(secret).toMatch(/^mst_[A-Za-z0-9_-]{43}$/)
  expect(expectStatus(await use(secret), 200).json()).toEqual({
    kind: 'token',
    id,
    name: 'nightly script (token of Olga Owner)',
    permissions: ['devices.read', 'clients.read'],
    clients: [acme],
  })
})

test('a token changes things without an Origin: no browser sends it by itself', async () => {
  const { secret } = await make(owner)
  const answer = await t.app.inject({ method: 'POST', url: '/change', headers: { authorization: `Bearer ${secret}` } })
  expect(answer.statusCode).toBe(200)
})

test('the secret is shown once and stored as a hash', async () => {
  const { secret } = await make(owner)
  expect((await owner.get('/api/tokens')).body).not.toContain('mst_')
  expect(JSON.stringify(await t.db.superuser("select name, encode(secret_hash, 'escape') as x from identity_token"))).not.toContain(secret)
  expect(JSON.stringify(await t.db.superuser("select data from audit_entry where action = 'identity.token-made'"))).not.toContain(secret)
})

test('the last use is noted, to the minute', async () => {
  const { id, secret } = await make(owner)
  const lastUsed = async () =>
    (await owner.get('/api/tokens')).json<{ tokens: { id: string; lastUsedAt: string | null }[] }>().tokens.find((x) => x.id === id)
      ?.lastUsedAt
  expect(await lastUsed()).toBeNull()
  const first = clock.now().toISOString()
  await use(secret)
  clock.advance(30_000)
  await use(secret)
  expect(await lastUsed()).toBe(first)
  clock.advance(31_000)
  await use(secret)
  expect(await lastUsed()).toBe(clock.now().toISOString())
})

test.each([
  { what: 'a permission that the maker lacks', o: { scopes: ['devices.read', 'audit.read'] }, missing: 'audit.read' },
  { what: 'the making of people', o: { scopes: ['identity.people'] }, missing: 'identity.people' },
  { what: 'signing', o: { scopes: ['trust.sign'] }, missing: 'trust.sign' },
  { what: 'a client that the maker may not see', o: { clients: [acme, other] }, missing: 'access to this client' },
  { what: 'every client', o: { clients: 'all' }, missing: 'access to all clients' },
])('a token with $what is not made', async ({ o, missing }) => {
  const { browser } = await technician([acme])
  const answer = await browser.post('/api/tokens', wanted({ clients: [acme], ...o }))
  expect(answer.json()).toMatchObject({ status: 403, code: 'identity.token-beyond-rights', data: { what: missing } })
})

test('not even the owner makes a token that makes tokens', async () => {
  expect((await owner.post('/api/tokens', wanted({ scopes: ['identity.tokens'] }))).json()).toMatchObject({
    code: 'identity.token-not-for-tokens',
    title: 'No token may have identity.tokens, whoever makes it: that is for people who sign in. Leave it out.',
  })
})

test('a token neither makes, lists nor revokes tokens, nor people, nor passes for its maker', async () => {
  const { id, secret } = await make(owner)
  const headers = { authorization: `Bearer ${secret}` }
  for (const [method, url, payload] of [
    ['POST', '/api/tokens', wanted()],
    ['GET', '/api/tokens', undefined],
    ['DELETE', `/api/tokens/${id}`, undefined],
    ['GET', '/api/people', undefined],
    ['GET', '/api/me', undefined],
  ] as const) {
    const answer = await t.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    expect(answer.json(), url).toMatchObject({ status: 403, code: 'platform.forbidden' })
  }
  const secondFactor = await t.app.inject({ method: 'POST', url: '/api/auth/two-factor/disable', headers, payload: { password: 'x' } })
  expect(secondFactor.statusCode).toBe(401)
})

test('when its maker loses rights or clients, the token loses them at once, and gets them back with its maker', async () => {
  const { id, browser } = await technician()
  const { secret } = await make(browser, { scopes: ['devices.read', 'devices.write'], clients: [acme, other] })
  const rights = async () => (await use(secret)).json<{ permissions: string[]; clients: string[] }>()
  expectStatus(await owner.send('PATCH', `/api/people/${id}`, { role: 'read-only', clients: [other] }), 200)
  expect(await rights()).toMatchObject({ permissions: ['devices.read'], clients: [other] })
  expectStatus(await owner.send('PATCH', `/api/people/${id}`, { role: 'technician', clients: 'all' }), 200)
  expect(await rights()).toMatchObject({ permissions: ['devices.read', 'devices.write'], clients: [acme, other] })
})

test('a maker who gains rights gives the token none', async () => {
  const { id, browser } = await technician([acme])
  const { secret } = await make(browser, { clients: [acme] })
  await owner.send('PATCH', `/api/people/${id}`, { role: 'owner', clients: 'all' })
  expect((await use(secret)).json()).toMatchObject({ permissions: ['devices.read'], clients: [acme] })
  await owner.send('PATCH', `/api/people/${id}`, { disabled: true })
})

test('a maker who is switched off switches off the token', async () => {
  const { id, browser } = await technician()
  const { secret } = await make(browser)
  await owner.send('PATCH', `/api/people/${id}`, { disabled: true })
  expect((await use(secret)).json()).toMatchObject({ status: 401, code: 'identity.token-invalid' })
})

test('it ends on its day, and when it is revoked', async () => {
  const short = await make(owner, { expiresInDays: 1 })
  const long = await make(owner, { expiresInDays: 2 })
  clock.advance(DAY)
  expect((await use(short.secret)).json()).toMatchObject({ code: 'identity.token-invalid' })
  expectStatus(await use(long.secret), 200)
  expectStatus(await owner.send('DELETE', `/api/tokens/${long.id}`), 204)
  expect((await use(long.secret)).statusCode).toBe(401)
  expect((await owner.send('DELETE', `/api/tokens/${long.id}`)).statusCode).toBe(404)
})

test('each sees and revokes their own; the owner everyone’s', async () => {
  const [ann, bob] = [await technician(), await technician()]
  const { id } = await make(ann.browser)
  const ids = async (browser: Browser) => (await browser.get('/api/tokens')).json<{ tokens: { id: string }[] }>().tokens.map((x) => x.id)
  expect(await ids(ann.browser)).toEqual([id])
  expect(await ids(bob.browser)).toEqual([])
  expect((await bob.browser.send('DELETE', `/api/tokens/${id}`)).json()).toMatchObject({ status: 404, code: 'platform.not-found' })
  expect(await ids(owner)).toContain(id)
  expectStatus(await owner.send('DELETE', `/api/tokens/${id}`), 204)
})

test('a client’s people make no tokens', async () => {
  const { browser } = await t.person(owner, { role: 'client-manager', clients: [acme] })
  const answer = await browser.post('/api/tokens', wanted({ scopes: ['portal.read'], clients: [acme] }))
  expect(answer.json()).toMatchObject({ status: 403, data: { needs: 'identity.tokens' } })
})

test.each(['Bearer mst_nothing', 'Bearer x', 'Bearer ', 'Basic b2xnYTpwYXNz', 'mst_x', `Bearer mst_${'a'.repeat(5000)}`])(
  'the header "%.30s" is nobody',
  async (authorization) => {
    expect((await t.app.inject({ url: '/whoami', headers: { authorization } })).statusCode).toBe(401)
  },
)

test('a bad token beside a good cookie is refused: what was sent is what counts', async () => {
  const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  expect((await t.app.inject({ url: '/whoami', headers: { cookie, authorization: 'Bearer mst_x' } })).statusCode).toBe(401)
})

test('an owner sees whose each token is', async () => {
  const { id, browser } = await technician()
  const made = await make(browser, { name: 'of a technician' })
  const { tokens } = (await owner.get('/api/tokens')).json<{ tokens: { id: string; person: object }[] }>()
  expect(tokens.find((token) => token.id === made.id)?.person).toEqual({ id, name: 'Person technician' })
})
