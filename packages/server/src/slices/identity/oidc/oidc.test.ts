import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../../test/identity/app.ts'
import type { Browser } from '../../../../test/identity/browser.ts'
import { CLIENT, startOidcProvider, type TestProvider } from '../../../../test/identity/oidc-provider.ts'
import { expectStatus, PASSWORD } from '../../../../test/identity/people.ts'
import { totpCode } from '../../../../test/identity/totp.ts'
import { localPath } from './routes.ts'

const REDIRECT = 'http://localhost/api/auth/oidc/callback'
let t: IdentityApp
let owner: Browser
let totpUri: string
let there: TestProvider
let providerId: string

beforeAll(async () => {
  t = await openIdentityApp()
  there = await startOidcProvider({ redirectUri: REDIRECT })
  owner = await t.owner()
  totpUri = await withSecondStep(owner)
  const rules = [{ claim: 'groups', value: 'mainstay', role: 'planner', clients: 'all' }]
  providerId = expectStatus(await configured({ rules }), 201).json<{ id: string }>().id
})
afterAll(async () => {
  await there.close()
  await t.close()
})

async function withSecondStep(browser: Browser): Promise<string> {
  const { totpUri: uri } = expectStatus(await browser.post('/api/auth/two-factor/enable', { password: PASSWORD }), 200).json<{
    totpUri: string
  }>()
  expectStatus(await browser.post('/api/auth/two-factor/verify-totp', { code: totpCode(uri, new Date()) }), 200)
  return uri
}

/** Each code is good once: for the tests the used ones are forgotten. */
async function freshCode(): Promise<string> {
  await t.db.superuser('delete from identity_auth.code_used')
  return totpCode(totpUri, new Date())
}

async function configured(change: object = {}, by = owner) {
  const body = { name: 'Acme ID', issuer: there.issuer, ...CLIENT, domains: ['acme.example'], code: await freshCode(), ...change }
  return by.post('/api/sign-in-providers', body)
}

const begin = async (browser: Browser, back?: string): Promise<string> =>
  expectStatus(await browser.post(`/api/auth/oidc/${providerId}/start`, { back }), 200).json<{ url: string }>().url
const land = (browser: Browser, url: URL) => browser.get(`${url.pathname}${url.search}`, { host: 'localhost' })

type Landed = { browser: Browser; to: string; landing: URL }
async function signedIn(sub: string, o: { back?: string; bend?: (url: string) => string } = {}): Promise<Landed> {
  there.user = sub
  const browser = t.browser()
  const landing = await there.walk((o.bend ?? ((url) => url))(await begin(browser, o.back)))
  return { browser, landing, to: String(expectStatus(await land(browser, landing), 303).headers.location) }
}

let count = 0
async function invited(account: object = {}): Promise<{ id: string; sub: string; email: string }> {
  const sub = `sub-${++count}`
  const email = `${sub}@acme.example`
  there.accounts.set(sub, { email, email_verified: true, name: `Person ${sub}`, ...account })
  const { personId } = expectStatus(await owner.post('/api/people', { name: sub, email, role: 'technician', clients: 'all' }), 201).json<{
    personId: string
  }>()
  return { id: personId, sub, email }
}
const failure = (to: string): string | null => new URL(to, 'http://localhost').searchParams.get('failed')
async function isNobody(browser: Browser): Promise<void> {
  expect((await browser.get('/api/me')).statusCode).toBe(401)
}

test('an invited person signs in without a password of ours, and comes back to the page they wanted', async () => {
  const { sub, email, id } = await invited()
  const { browser, to } = await signedIn(sub, { back: '/devices?state=critical' })
  expect(to).toBe('/devices?state=critical')
  expect((await browser.get('/api/me')).json()).toMatchObject({ email, role: 'technician', name: sub })
  expect(browser.setCookie('mainstay.session_token')).toMatch(/HttpOnly; SameSite=Lax/i)
  const audit = await t.db.superuser("select action, data->>'how' as how from audit_entry where subject = $1 order by id", [id])
  expect(audit.map((row) => row['action'])).toEqual(['identity.invited', 'identity.linked', 'identity.signed-in'])
  expect(audit[2]).toMatchObject({ how: 'Acme ID' })
  const { people } = (await owner.get('/api/people')).json<{ people: { id: string }[] }>()
  expect(people.find((one) => one.id === id)).toMatchObject({ hasPassword: false, twoFactor: false, invited: false })
  // Another address there, even an unverified one: they are known by their account.
  there.accounts.set(sub, { email: 'married@elsewhere.example', email_verified: false })
  expect(await (await signedIn(sub)).browser.get('/api/me').then((answer) => answer.json())).toMatchObject({ email })
})

test('the sign-in page offers it by its name, and nothing else of it', async () => {
  expect((await t.browser().get('/api/auth/ways')).json()).toEqual({ passkeys: null, providers: [{ id: providerId, name: 'Acme ID' }] })
})

test('the request there has PKCE, a state and a nonce, and each is new', async () => {
  const [one, two] = [new URL(await begin(t.browser())), new URL(await begin(t.browser()))]
  expect(Object.fromEntries(one.searchParams)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: REDIRECT,
    client_id: 'mainstay',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(one.searchParams.get(name)?.length).toBeGreaterThan(40)
    expect(one.searchParams.get(name)).not.toBe(two.searchParams.get(name))
  }
  expect(one.href).not.toContain(CLIENT.clientSecret)
})

describe('nobody is signed in', () => {
  test.each([
    ['with another nonce in the token than was asked for', (url: string) => url.replace(/nonce=[^&]+/, 'nonce=another')],
    [
      'with the answer to another challenge (PKCE)',
      (url: string) => url.replace(/code_challenge=[^&]+/, `code_challenge=${'A'.repeat(43)}`),
    ],
  ])('%s', async (_, bend) => {
    const { sub } = await invited()
    const { browser, to } = await signedIn(sub, { bend })
    expect(failure(to)).toBe('identity.elsewhere-failed')
    await isNobody(browser)
  })

  test('by an answer of another issuer', async () => {
    const { sub } = await invited()
    there.user = sub
    const browser = t.browser()
    const landing = await there.walk(await begin(browser))
    landing.searchParams.set('iss', 'https://evil.example')
    expect(failure(String((await land(browser, landing)).headers.location))).toBe('identity.elsewhere-failed')
    await isNobody(browser)
  })

  test('by an answer that was used, and by a used code in a new sign-in', async () => {
    const { sub } = await invited()
    const { landing, browser } = await signedIn(sub)
    expectStatus(await browser.post('/api/auth/sign-out'), 204)
    expect(failure(String((await land(browser, landing)).headers.location))).toBe('identity.elsewhere-over')
    const state = new URL(await begin(browser)).searchParams.get('state') ?? ''
    landing.searchParams.set('state', state)
    expect(failure(String((await land(browser, landing)).headers.location))).toBe('identity.elsewhere-failed')
    await isNobody(browser)
  })

  test('in another browser than the one that went there, nor by a state that was made up', async () => {
    const { sub } = await invited()
    there.user = sub
    const landing = await there.walk(await begin(t.browser()))
    const victim = t.browser()
    expect(failure(String((await land(victim, landing)).headers.location))).toBe('identity.elsewhere-over')
    await isNobody(victim)
    landing.searchParams.set('state', 'made up')
    expect(failure(String((await land(victim, landing)).headers.location))).toBe('identity.elsewhere-over')
  })

  test('after ten minutes', async () => {
    const { sub } = await invited()
    there.user = sub
    const browser = t.browser()
    const landing = await there.walk(await begin(browser))
    await t.db.superuser("update identity_auth.challenge set expires_at = now() - interval '1 second'")
    expect(failure(String((await land(browser, landing)).headers.location))).toBe('identity.elsewhere-over')
  })

  test.each([
    ['whose address the provider does not vouch for', { email_verified: false }, 'identity.email-unverified'],
    ['without an address', { email: undefined }, 'identity.email-unverified'],
    ['of another domain', { email: 'eve@evil.example' }, 'identity.domain-not-allowed'],
    ['whom nobody invited', { email: 'nobody@acme.example' }, 'identity.nobody-here'],
  ])('%s', async (_, account, why) => {
    const { sub, id } = await invited(account)
    const { browser, to } = await signedIn(sub)
    expect(failure(to)).toBe(why)
    await isNobody(browser)
    expect(await t.db.superuser('select 1 from identity_provider_link where person_id = $1', [id])).toEqual([])
  })

  test('who is switched off, before the first sign-in or after it', async () => {
    const before = await invited()
    expectStatus(await owner.send('PATCH', `/api/people/${before.id}`, { disabled: true }), 200)
    expect(failure((await signedIn(before.sub)).to)).toBe('identity.disabled')
    const after = await invited()
    await signedIn(after.sub)
    expectStatus(await owner.send('PATCH', `/api/people/${after.id}`, { disabled: true }), 200)
    const { browser, to } = await signedIn(after.sub)
    expect(failure(to)).toBe('identity.disabled')
    await isNobody(browser)
  })

  test('who has the address of a person that is linked to another account there; until an owner unlinks it', async () => {
    const { sub, email, id } = await invited()
    await signedIn(sub)
    there.accounts.set('successor', { email, email_verified: true })
    expect(failure((await signedIn('successor')).to)).toBe('identity.linked-otherwise')
    expectStatus(await owner.send('DELETE', `/api/people/${id}/links`), 204)
    expect((await signedIn('successor')).to).toBe('/')
    expect((await owner.send('DELETE', `/api/people/${id}/links`)).statusCode).toBe(204)
    expect((await owner.send('DELETE', `/api/people/${id}/links`)).statusCode).toBe(404)
  })

  test('who says no there', async () => {
    const browser = t.browser()
    const state = new URL(await begin(browser)).searchParams.get('state')
    const landing = new URL(`${REDIRECT}?error=access_denied&state=${state}&iss=${encodeURIComponent(there.issuer)}`)
    expect(failure(String((await land(browser, landing)).headers.location))).toBe('identity.elsewhere-failed')
  })
})

test('who has a second step here is asked for it', async () => {
  const { email, browser: first } = await t.person(owner, { role: 'technician', clients: 'all' })
  const uri = await withSecondStep(first)
  there.accounts.set('with-totp', { email, email_verified: true })
  await t.db.superuser("update identity_sign_in_provider set domains = '{acme.example,people.example,provider.example}'")
  const { browser, to } = await signedIn('with-totp', { back: '/devices' })
  expect(to).toBe('/sign-in?step=code&back=%2Fdevices')
  await isNobody(browser)
  expectStatus(await browser.post('/api/auth/two-factor/verify-totp', { code: totpCode(uri, new Date(Date.now() + 30_000)) }), 200)
  expect((await browser.get('/api/me')).json()).toMatchObject({ email })
})

test('a role comes by an owner’s rule and never by the token; a rule changes nobody who is here', async () => {
  there.accounts.set('planner', { email: 'new@acme.example', email_verified: true, name: 'New Person', groups: ['mainstay', 'owners'] })
  const { browser } = await signedIn('planner')
  expect((await browser.get('/api/me')).json()).toMatchObject({ role: 'planner', name: 'New Person', email: 'new@acme.example' })
  const known = await invited({ groups: ['mainstay'] })
  expect((await (await signedIn(known.sub)).browser.get('/api/me')).json()).toMatchObject({ role: 'technician' })
})

test('without an address in the token it is asked for at the provider', async () => {
  const bare = await startOidcProvider({ redirectUri: REDIRECT, inToken: false })
  const { sub, email } = await invited()
  bare.accounts.set(sub, { email, email_verified: true })
  bare.user = sub
  const id = expectStatus(await configured({ name: 'Bare', issuer: bare.issuer }), 201).json<{ id: string }>().id
  const browser = t.browser()
  const { url } = expectStatus(await browser.post(`/api/auth/oidc/${id}/start`, {}), 200).json<{ url: string }>()
  expectStatus(await land(browser, await bare.walk(url)), 303)
  expect((await browser.get('/api/me')).json()).toMatchObject({ email })
  await bare.close()
  // Away, it is an answer and not a crash; removed, it is gone.
  expect((await t.browser().post(`/api/auth/oidc/${id}/start`, {})).json()).toMatchObject({
    status: 401,
    code: 'identity.elsewhere-failed',
  })
  expectStatus(await owner.post(`/api/sign-in-providers/${id}/remove`, { code: await freshCode() }), 204)
  expect((await t.browser().post(`/api/auth/oidc/${id}/start`, {})).statusCode).toBe(404)
})

describe('configured', () => {
  test('by an owner with the code of this moment, and only once with each', async () => {
    const body = { issuer: there.issuer, clientId: 'other' }
    expect((await configured({ ...body, code: '000000' })).json()).toMatchObject({ status: 401, code: 'identity.wrong-code' })
    const code = await freshCode()
    expectStatus(await configured({ ...body, code }), 201)
    expect((await owner.send('PATCH', `/api/sign-in-providers/${providerId}`, { name: 'X', code })).json()).toMatchObject({
      code: 'identity.wrong-code',
    })
  })

  test('by nobody without a second step, nor by anyone else', async () => {
    const { browser } = await t.person(owner, { role: 'technician', clients: 'all' })
    expect((await configured({}, browser)).json()).toMatchObject({ status: 403, code: 'platform.forbidden' })
    expect((await browser.get('/api/sign-in-providers')).statusCode).toBe(403)
    const { browser: second } = await t.person(owner, { role: 'owner', clients: 'all' })
    expect((await configured({}, second)).json()).toMatchObject({ status: 403, code: 'identity.needs-two-factor' })
    expect((await configured({}, t.browser())).statusCode).toBe(401)
  })

  test('twice for one issuer and client not at all', async () => {
    expect((await configured()).json()).toMatchObject({ status: 409, code: 'identity.provider-known' })
  })

  test.each([
    ['http://example.com', /is not https/],
    ['https://10.0.0.1', /10\.0\.0\.1 is not on the public internet/],
    ['https://169.254.169.254/latest', /not on the public internet/],
    ['file:///etc/passwd', /./],
  ])('not with the issuer %s', async (issuer, why) => {
    const answer = (await configured({ issuer })).json<{ code: string; title: string }>()
    expect(['identity.issuer-unusable', 'platform.invalid-input']).toContain(answer.code)
    expect(answer.title).toMatch(why)
  })

  test('not with an issuer that says it is another one', async () => {
    const server = createServer((_request, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ issuer: 'https://accounts.example', authorization_endpoint: 'x' })),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const answer = await configured({ issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
    expect(answer.json()).toMatchObject({ status: 400, code: 'identity.issuer-unusable' })
    server.close()
  })

  test('without a rule that makes owners, or client people of every client', async () => {
    const rule = { claim: 'groups', value: 'x', clients: 'all' }
    expect((await configured({ rules: [{ ...rule, role: 'owner' }] })).json()).toMatchObject({ code: 'platform.invalid-input' })
    expect((await configured({ rules: [{ ...rule, role: 'client-user' }] })).json()).toMatchObject({ code: 'identity.needs-clients' })
  })

  test('with a secret that neither the database nor an answer shows', async () => {
    const rows = JSON.stringify(await t.db.superuser("select *, encode(secret, 'escape') as plain from identity_sign_in_provider"))
    expect(rows).not.toContain(CLIENT.clientSecret)
    const list = await owner.get('/api/sign-in-providers')
    expect(list.body).not.toContain(CLIENT.clientSecret)
    expect(list.json()).toMatchObject({ redirectUri: REDIRECT })
    expect(JSON.stringify(await t.db.superuser('select data from audit_entry'))).not.toContain(CLIENT.clientSecret)
  })

  test('and switched off, it is offered no more', async () => {
    expectStatus(await owner.send('PATCH', `/api/sign-in-providers/${providerId}`, { enabled: false, code: await freshCode() }), 200)
    expect((await t.browser().get('/api/auth/ways')).body).not.toContain(providerId)
    expect((await t.browser().post(`/api/auth/oidc/${providerId}/start`, {})).statusCode).toBe(404)
    expectStatus(await owner.send('PATCH', `/api/sign-in-providers/${providerId}`, { enabled: true, code: await freshCode() }), 200)
  })
})

test('who signs in elsewhere adds a passkey soon after it, without a password; later they sign in again first', async () => {
  const { sub, id } = await invited()
  const { browser } = await signedIn(sub)
  expect((await browser.get('/api/passkeys')).json()).toMatchObject({ hasPassword: false })
  expectStatus(await browser.post('/api/passkeys/options', {}), 200)
  await t.db.superuser(`update identity_auth."session" set "createdAt" = now() - interval '11 minutes' where "userId" = $1`, [id])
  expect((await browser.post('/api/passkeys/options', {})).json()).toMatchObject({ status: 403, code: 'identity.sign-in-again' })
})

test.each([
  ['/devices?x=1', '/devices?x=1'],
  ['/portal/reports', '/portal/reports'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/a\\b', '/'],
  ['/a\r\nset-cookie: x', '/'],
  ['/api/auth/sign-out', '/'],
  [undefined, '/'],
])('after it, %j leads to %s', (back, to) => expect(localPath(back)).toBe(to))
