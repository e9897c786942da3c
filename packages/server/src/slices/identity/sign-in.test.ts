import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../test/identity/app.ts'
import type { Browser } from '../../../test/identity/browser.ts'
import { expectStatus, OWNER_EMAIL, PASSWORD } from '../../../test/identity/people.ts'

let t: IdentityApp
let owner: Browser
beforeAll(async () => {
  t = await openIdentityApp()
  owner = await t.owner()
})
afterAll(() => t.close())

const SESSION = 'mainstay.session_token'
const technician = () => t.person(owner, { role: 'technician', clients: 'all' })

test('after the first sign-in the owner is known with every permission', async () => {
  const me = await owner.get('/api/me')
  expect(me.json()).toMatchObject({
    name: 'Olga Owner',
    email: OWNER_EMAIL,
    kind: 'staff',
    role: 'owner',
    clients: 'all',
    twoFactor: false,
  })
  expect(me.json<{ permissions: string[] }>().permissions).toContain('identity.people')
})

test('without a session it is 401', async () => {
  expect((await t.browser().get('/api/me')).json()).toMatchObject({ status: 401, code: 'platform.unauthenticated' })
})

test('the answer to a sign-in holds no secret, and is not kept by caches', async () => {
  const browser = t.browser()
  const answer = await browser.signIn(OWNER_EMAIL.toUpperCase(), PASSWORD)
  expect(answer.json()).toEqual({ next: 'signed-in' })
  expect(answer.headers['cache-control']).toBe('no-store')
  const audit = await t.db.superuser(
    "select actor_name, data from audit_entry where action = 'identity.signed-in' order by at desc limit 1",
  )
  expect(audit).toMatchObject([{ actor_name: 'Olga Owner', data: { how: 'password' } }])
})

test('the cookie is HttpOnly, SameSite=Lax, for 12 hours, of the whole site', async () => {
  const line = owner.setCookie(SESSION)
  expect(line).toMatch(/; HttpOnly/i)
  expect(line).toMatch(/; SameSite=Lax/i)
  expect(line).toMatch(/; Path=\/(;|$)/i)
  expect(line).toMatch(/; Max-Age=43200/i)
  expect(line).not.toMatch(/; Secure|; Domain/i)
})

test('over https the cookie is Secure and bound to it by its name', async () => {
  const secure = await openIdentityApp({ secureCookies: true })
  const browser = await secure.owner()
  expect(browser.setCookie(`__Secure-${SESSION}`)).toMatch(/; Secure/i)
  expect((await browser.get('/api/me')).statusCode).toBe(200)
  await secure.close()
})

test('an unknown address and a wrong password get the same answer', async () => {
  const wrong = await t.browser().signIn(OWNER_EMAIL, 'not the password')
  const unknown = await t.browser().signIn('nobody@provider.example', PASSWORD)
  const plain = (problem: Record<string, unknown>) => ({ ...problem, requestId: null })
  expect(wrong.statusCode).toBe(401)
  expect(plain(wrong.json())).toEqual(plain(unknown.json()))
  expect(wrong.json()).toMatchObject({ code: 'identity.wrong-credentials' })
})

test('signing out ends the session on the server, not only in the browser', async () => {
  const { browser } = await technician()
  const stolen = new Map(browser.cookies)
  expectStatus(await browser.post('/api/auth/sign-out'), 204)
  const thief = t.browser()
  for (const [name, value] of stolen) thief.cookies.set(name, value)
  expect((await thief.get('/api/me')).statusCode).toBe(401)
})

test('a session that was put into a browser before the sign-in is not the session after it', async () => {
  const { email } = await technician()
  const attacker = t.browser()
  await attacker.signIn(OWNER_EMAIL, PASSWORD)
  const planted = attacker.cookies.get(SESSION) ?? ''
  const victim = t.browser()
  victim.cookies.set(SESSION, planted)
  expectStatus(await victim.signIn(email, PASSWORD), 200)
  expect(victim.cookies.get(SESSION)).not.toBe(planted)
  expect((await victim.get('/api/me')).json()).toMatchObject({ email })
  expect((await attacker.get('/api/me')).json()).toMatchObject({ email: OWNER_EMAIL })
})

test('a cookie without the right signature is nothing, whatever stands in the database', async () => {
  const [row] = await t.db.superuser('select token from identity_auth."session" limit 1')
  for (const value of [String(row?.['token']), `${String(row?.['token'])}.${Buffer.alloc(32).toString('base64')}`]) {
    const thief = t.browser()
    thief.cookies.set(SESSION, encodeURIComponent(value))
    expect((await thief.get('/api/me')).statusCode).toBe(401)
  }
})

test('an expired session is 401', async () => {
  const { browser, id } = await technician()
  await t.db.superuser(`update identity_auth."session" set "expiresAt" = now() - interval '1 second' where "userId" = $1`, [id])
  expect((await browser.get('/api/me')).statusCode).toBe(401)
})

test('a changed password ends the other sessions and keeps this one', async () => {
  const { browser, email } = await technician()
  const other = t.browser()
  expectStatus(await other.signIn(email, PASSWORD), 200)
  const change = (currentPassword: string, newPassword: string) =>
    browser.post('/api/auth/change-password', { currentPassword, newPassword })
  expect((await change('wrong', 'a new password, long')).json()).toMatchObject({ status: 403, code: 'identity.wrong-password' })
  expect((await change(PASSWORD, 'short')).json()).toMatchObject({ code: 'platform.invalid-input' })
  expect((await change(PASSWORD, PASSWORD)).json()).toMatchObject({ code: 'platform.invalid-input' })
  expectStatus(await change(PASSWORD, 'a new password, long'), 204)
  expect((await browser.get('/api/me')).statusCode).toBe(200)
  expect((await other.get('/api/me')).statusCode).toBe(401)
  expect((await t.browser().signIn(email, PASSWORD)).statusCode).toBe(401)
  expectStatus(await t.browser().signIn(email, 'a new password, long'), 200)
})

test.each([
  'sign-up/email',
  'update-user',
  'delete-user',
  'change-email',
  'request-password-reset',
  'reset-password',
  'list-sessions',
  'get-session',
  'link-social',
  'sign-in/social',
  'two-factor/send-otp',
  'two-factor/view-backup-codes',
])('of the library, %s has no address here', async (path) => {
  const body = { email: 'eve@evil.example', password: PASSWORD, name: 'Eve' }
  expect((await owner.post(`/api/auth/${path}`, body)).json()).toMatchObject({ status: 404, code: 'platform.route-not-found' })
  expect((await owner.get(`/api/auth/${path}`)).statusCode).toBe(404)
})

test('a body with more than its fields gives nothing more: no redirect, no trusted device', async () => {
  const browser = t.browser()
  const answer = await browser.post('/api/auth/sign-in/email', {
    email: OWNER_EMAIL,
    password: PASSWORD,
    callbackURL: 'https://evil.example',
    rememberMe: true,
  })
  expect(answer.headers.location).toBeUndefined()
  expect(answer.json()).toEqual({ next: 'signed-in' })
})
