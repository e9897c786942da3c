import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../../test/identity/app.ts'
import { type Authenticator, type Lie, openAuthenticator } from '../../../../test/identity/authenticator.ts'
import type { Browser } from '../../../../test/identity/browser.ts'
import { expectStatus, OWNER_EMAIL, PASSWORD } from '../../../../test/identity/people.ts'
import { totpCode } from '../../../../test/identity/totp.ts'

let t: IdentityApp
let owner: Browser
beforeAll(async () => {
  t = await openIdentityApp()
  owner = await t.owner()
})
afterAll(() => t.close())

const ORIGIN = 'http://localhost'
type Options = Record<string, unknown>
const optionsOf = (answer: { json<T>(): T }): Options => answer.json<{ options: Options }>().options
const technician = () => t.person(owner, { role: 'technician', clients: 'all' })

async function started(browser: Browser): Promise<Options> {
  return optionsOf(expectStatus(await browser.post('/api/passkeys/options', { password: PASSWORD }), 200))
}
const add = (browser: Browser, credential: object, name = 'Laptop') => browser.post('/api/passkeys', { name, credential })

async function withPasskey(
  o: { counts?: boolean } = {},
): Promise<{ id: string; email: string; browser: Browser; key: Authenticator; passkeyId: string }> {
  const { id, email, browser } = await technician()
  const key = openAuthenticator(ORIGIN, o)
  const added = expectStatus(await add(browser, key.create(await started(browser))), 201)
  return { id, email, browser, key, passkeyId: added.json<{ id: string }>().id }
}

async function asked(browser: Browser): Promise<Options> {
  return optionsOf(expectStatus(await browser.post('/api/auth/passkey/options'), 200))
}
const enter = (browser: Browser, credential: object) => browser.post('/api/auth/passkey/sign-in', { credential })
const refused = { status: 401, code: 'identity.passkey-refused' }

test('a passkey is added with the password, listed, renamed and removed', async () => {
  const { browser, id, passkeyId } = await withPasskey()
  const list = async () => (await browser.get('/api/passkeys')).json<{ origin: string; passkeys: { name: string }[] }>()
  expect(await list()).toMatchObject({
    origin: ORIGIN,
    hasPassword: true,
    passkeys: [{ id: passkeyId, name: 'Laptop', lastUsedAt: null, synced: false }],
  })
  expectStatus(await browser.send('PATCH', `/api/passkeys/${passkeyId}`, { name: 'Old laptop' }), 204)
  expect((await list()).passkeys).toMatchObject([{ name: 'Old laptop' }])
  expectStatus(await browser.send('DELETE', `/api/passkeys/${passkeyId}`), 204)
  expect((await list()).passkeys).toEqual([])
  const audit = await t.db.superuser("select action from audit_entry where subject = $1 and action like 'identity.passkey%' order by id", [
    id,
  ])
  expect(audit.map((row) => row['action'])).toEqual(['identity.passkey-added', 'identity.passkey-renamed', 'identity.passkey-removed'])
})

test('who stole a session adds none: the password is asked, and counted', async () => {
  const { browser } = await technician()
  expect((await browser.post('/api/passkeys/options', {})).json()).toMatchObject({ status: 403, code: 'identity.wrong-password' })
  expect((await browser.post('/api/passkeys/options', { password: 'a guess' })).json()).toMatchObject({ code: 'identity.wrong-password' })
  const more = await Promise.all(Array.from({ length: 9 }, () => browser.post('/api/passkeys/options', { password: 'a guess' })))
  expect(more.map((answer) => answer.statusCode)).toContain(429)
})

test('it signs in, as both steps at once, and says so in the audit log', async () => {
  const { browser: first, key, id, email } = await withPasskey()
  const { totpUri } = expectStatus(await first.post('/api/auth/two-factor/enable', { password: PASSWORD }), 200).json<{ totpUri: string }>()
  expectStatus(await first.post('/api/auth/two-factor/verify-totp', { code: totpCode(totpUri, new Date()) }), 200)
  const browser = t.browser()
  expect(expectStatus(await enter(browser, key.get(await asked(browser))), 200).json()).toEqual({ next: 'signed-in' })
  expect((await browser.get('/api/me')).json()).toMatchObject({ email, twoFactor: true })
  expect(browser.setCookie('mainstay.session_token')).toMatch(/HttpOnly; SameSite=Lax/i)
  const audit = await t.db.superuser(
    "select data from audit_entry where subject = $1 and action = 'identity.signed-in' order by id desc limit 1",
    [id],
  )
  expect(audit).toMatchObject([{ data: { how: 'passkey' } }])
})

test('the ways to sign in name passkeys once somebody has one', async () => {
  await withPasskey()
  expect((await t.browser().get('/api/auth/ways')).json()).toMatchObject({ passkeys: { origin: ORIGIN } })
})

/** For the value that the authenticator had last. */
const STANDS = -1

describe('an answer does not sign in', () => {
  const lies: [string, Lie][] = [
    ['from a page of another origin', { origin: 'https://mainstay.evil.example' }],
    ['from another port of the same host', { origin: 'http://localhost:9999' }],
    ['for another site', { rpId: 'evil.example' }],
    ['to a challenge that was never asked', { challenge: Buffer.alloc(32, 1).toString('base64url') }],
    ['with a counter that goes back', { counter: 1 }],
    ['with a counter that stands still', { counter: STANDS }],
    ['without the person having been verified', { userVerified: false }],
    ['with the handle of another person', { userHandle: Buffer.from('somebody else').toString('base64url') }],
    [
      'with a signature that was touched',
      { signature: (honest) => honest.map((byte, n) => (n === honest.length - 1 ? byte ^ 1 : byte)) as Buffer },
    ],
    ['that is of an adding', { type: 'webauthn.create' }],
  ]
  let lent: Authenticator
  beforeAll(async () => {
    lent = (await withPasskey()).key
  })
  test.each(lies)('%s', async (_, lie) => {
    const first = t.browser()
    expectStatus(await enter(first, lent.get(await asked(first))), 200)
    const browser = t.browser()
    const told = lie.counter === STANDS ? { counter: lent.counter() } : lie
    const answer = await enter(browser, lent.get(await asked(browser), told))
    expect(answer.json()).toMatchObject(refused)
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect((await browser.get('/api/me')).statusCode).toBe(401)
  })

  test('a second time', async () => {
    const { key } = await withPasskey({ counts: false })
    const browser = t.browser()
    const credential = key.get(await asked(browser))
    expectStatus(await enter(browser, credential), 200)
    expect((await enter(t.browser(), credential)).json()).toMatchObject(refused)
  })

  test('twice at once', async () => {
    const { key } = await withPasskey()
    const credential = key.get(await asked(t.browser()))
    const answers = await Promise.all([1, 2, 3].map(() => enter(t.browser(), credential)))
    expect(answers.map((answer) => answer.statusCode).sort((a, b) => a - b)).toEqual([200, 401, 401])
  })

  test('after five minutes', async () => {
    const { key } = await withPasskey()
    const browser = t.browser()
    const options = await asked(browser)
    await t.db.superuser("update identity_auth.challenge set expires_at = expires_at - interval '5 minutes 1 second'")
    expect((await enter(browser, key.get(options))).json()).toMatchObject(refused)
  })

  test('to the challenge of an adding', async () => {
    const { key, browser } = await withPasskey()
    const { challenge } = await started(browser)
    expect((await enter(t.browser(), key.get({ challenge, rpId: 'localhost' }))).json()).toMatchObject(refused)
  })

  test('with a passkey that was removed, or is of a person who is switched off', async () => {
    const { key, browser, passkeyId } = await withPasskey()
    expectStatus(await browser.send('DELETE', `/api/passkeys/${passkeyId}`), 204)
    expect((await enter(t.browser(), key.get(await asked(t.browser())))).json()).toMatchObject(refused)
    const off = await withPasskey()
    expectStatus(await owner.send('PATCH', `/api/people/${off.id}`, { disabled: true }), 200)
    const answer = await enter(t.browser(), off.key.get(await asked(t.browser())))
    expect(answer.json()).toMatchObject({ status: 403, code: 'identity.disabled' })
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  test('that is nonsense', async () => {
    for (const response of [{ clientDataJSON: 'x' }, { authenticatorData: '' }, { signature: 'ß' }, { authenticatorData: 'AAAA' }]) {
      const honest = lent.get(await asked(t.browser())) as { response: object }
      const answer = await enter(t.browser(), { ...honest, response: { ...honest.response, ...response } })
      expect([400, 401]).toContain(answer.statusCode)
    }
  })
})

test('authenticators that do not count work again and again', async () => {
  const { key } = await withPasskey({ counts: false })
  for (let n = 0; n < 2; n++) {
    const browser = t.browser()
    expectStatus(await enter(browser, key.get(await asked(browser))), 200)
  }
})

describe('a passkey is not added', () => {
  test.each([
    ['from another origin', { origin: 'https://evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
    ['to another challenge', { challenge: Buffer.alloc(32, 1).toString('base64url') }],
    ['without the person having been verified', { userVerified: false }],
  ] as [string, Lie][])('%s', async (_, lie) => {
    const { browser } = await technician()
    const key = openAuthenticator(ORIGIN)
    expect((await add(browser, key.create(await started(browser), lie))).json()).toMatchObject(refused)
    expect((await browser.get('/api/passkeys')).json()).toMatchObject({ passkeys: [] })
  })

  test('twice with one challenge', async () => {
    const { browser } = await technician()
    const options = await started(browser)
    expectStatus(await add(browser, openAuthenticator(ORIGIN).create(options)), 201)
    expect((await add(browser, openAuthenticator(ORIGIN).create(options))).json()).toMatchObject(refused)
  })

  test('by another person than the one who asked', async () => {
    const { browser } = await technician()
    const { browser: other } = await technician()
    const made = openAuthenticator(ORIGIN).create(await started(browser))
    expect((await add(other, made)).json()).toMatchObject(refused)
  })

  test('when it is somebody’s already', async () => {
    const { key } = await withPasskey()
    const { browser } = await technician()
    expect((await add(browser, key.create(await started(browser)))).json()).toMatchObject({ status: 409, code: 'identity.passkey-known' })
  })
})

test('another person’s passkey can be neither renamed nor removed, nor seen; a token has none', async () => {
  const { passkeyId, browser } = await withPasskey()
  const { browser: other } = await technician()
  for (const by of [other, owner]) {
    expect((await by.send('PATCH', `/api/passkeys/${passkeyId}`, { name: 'Mine' })).statusCode).toBe(404)
    expect((await by.send('DELETE', `/api/passkeys/${passkeyId}`)).statusCode).toBe(404)
    expect((await by.get('/api/passkeys')).body).not.toContain(passkeyId)
  }
  const scopes = { name: 'script', scopes: ['clients.read'], clients: 'all', expiresInDays: 1 }
  const { secret } = (await browser.post('/api/tokens', scopes)).json<{ secret: string }>()
  expect((await t.browser().get('/api/passkeys', { authorization: `Bearer ${secret}` })).statusCode).toBe(401)
})

test('for a lost phone the owner removes its passkeys too', async () => {
  const { id, key, email } = await withPasskey()
  expectStatus(await owner.send('DELETE', `/api/people/${id}/two-factor`), 204)
  expect((await enter(t.browser(), key.get(await asked(t.browser())))).json()).toMatchObject(refused)
  expectStatus(await t.browser().signIn(email, PASSWORD), 200)
})

test('no page of another site starts or ends a sign-in', async () => {
  const { key } = await withPasskey()
  const options = await asked(t.browser())
  const foreign = { host: 'localhost', origin: 'https://evil.example' }
  const answer = await t.browser().post('/api/auth/passkey/sign-in', { credential: key.get(options) }, foreign)
  expect(answer.json()).toMatchObject({ code: 'identity.cross-site' })
})

test('under an address for which browsers offer none, that is said', async () => {
  const bare = await openIdentityApp({ baseUrl: 'https://192.0.2.7' })
  const browser = await bare.owner()
  expect((await browser.get('/api/passkeys')).json()).toMatchObject({ origin: null })
  expect((await browser.post('/api/passkeys/options', { password: PASSWORD })).json()).toMatchObject({
    status: 409,
    code: 'identity.passkeys-not-here',
  })
  expect((await bare.browser().get('/api/auth/ways')).json()).toEqual({ passkeys: null, providers: [] })
  await bare.close()
})

test('the owner’s address is the RP’s: a passkey made for one public address is none for another', async () => {
  const moved = await openIdentityApp({ baseUrl: 'https://mainstay.example' })
  const browser = await moved.owner()
  const options = optionsOf(expectStatus(await browser.post('/api/passkeys/options', { password: PASSWORD }), 200))
  expect(options).toMatchObject({ rp: { id: 'mainstay.example' }, user: { name: OWNER_EMAIL } })
  const key = openAuthenticator(ORIGIN)
  expect((await add(browser, key.create(options))).json()).toMatchObject(refused)
  const again = optionsOf(await browser.post('/api/passkeys/options', { password: PASSWORD }))
  expectStatus(await add(browser, openAuthenticator('https://mainstay.example').create(again)), 201)
  await moved.close()
})
