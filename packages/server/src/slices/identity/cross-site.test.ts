import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../test/identity/app.ts'
import type { Browser } from '../../../test/identity/browser.ts'
import { expectStatus, OWNER_EMAIL, PASSWORD } from '../../../test/identity/people.ts'

let t: IdentityApp
let owner: Browser
beforeAll(async () => {
  t = await openIdentityApp({ baseUrl: 'https://mainstay.example' })
  owner = await t.owner()
})
afterAll(() => t.close())

const host = 'localhost'
const EVIL = [
  { what: 'another site', headers: { host, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } },
  { what: 'another site in an old browser', headers: { host, origin: 'https://evil.example' } },
  { what: 'a sandboxed frame', headers: { host, origin: 'null' } },
  { what: 'another port of this host', headers: { host, origin: 'http://localhost:9999', 'sec-fetch-site': 'same-site' } },
  { what: 'nothing that is said, with a cookie', headers: { host } },
]

test.each(EVIL)('a change from $what rides on nobody’s cookie', async ({ headers }) => {
  const body = { name: 'Eve', email: 'eve@evil.example', role: 'owner', clients: 'all' }
  expect((await owner.post('/api/people', body, headers)).json()).toMatchObject({ status: 403, code: 'identity.cross-site' })
  expect((await owner.post('/api/auth/two-factor/enable', { password: PASSWORD }, headers)).statusCode).toBe(403)
  expect((await owner.post('/api/auth/sign-out', {}, headers)).statusCode).toBe(403)
  expect(await t.db.superuser("select 1 from identity_person where email = 'eve@evil.example'")).toEqual([])
  expect((await owner.get('/api/me')).statusCode).toBe(200)
})

test.each(EVIL.slice(0, 4))('nor can $what sign a person in as somebody else', async ({ headers }) => {
  const answer = await t.browser().post('/api/auth/sign-in/email', { email: OWNER_EMAIL, password: PASSWORD }, headers)
  expect(answer.json()).toMatchObject({ code: 'identity.cross-site' })
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('another page cannot open a socket with a person’s cookie', async () => {
  const headers = { host, origin: 'https://evil.example', upgrade: 'websocket', connection: 'upgrade' }
  expect((await owner.get('/api/me', headers)).json()).toMatchObject({ code: 'identity.cross-site' })
})

test('the address that the operator declared is ours, behind a proxy that speaks http to us', async () => {
  const headers = { host: 'mainstay.example', origin: 'https://mainstay.example', 'sec-fetch-site': 'same-origin' }
  expectStatus(
    await owner.post('/api/people', { name: 'Tom', email: 'tom@provider.example', role: 'technician', clients: 'all' }, headers),
    201,
  )
})

test('a program that is no browser may sign in, as it rides on nobody', async () => {
  expectStatus(await t.browser().post('/api/auth/sign-in/email', { email: OWNER_EMAIL, password: PASSWORD }, { host }), 200)
})
