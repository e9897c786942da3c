import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../test/identity/app.ts'
import type { Browser } from '../../../test/identity/browser.ts'
import { expectStatus, PASSWORD } from '../../../test/identity/people.ts'
import { totpCode } from '../../../test/identity/totp.ts'

let t: IdentityApp
let owner: Browser
beforeAll(async () => {
  t = await openIdentityApp()
  owner = await t.owner()
})
afterAll(() => t.close())

type Enrolled = { id: string; email: string; browser: Browser; uri: string; backupCodes: string[] }
const now = () => new Date()
const next = () => new Date(Date.now() + 30_000)
const verify = (browser: Browser, code: string) => browser.post('/api/auth/two-factor/verify-totp', { code })

/** With the second step on; the code of the present step is spent. */
async function enrolled(): Promise<Enrolled> {
  const { id, email, browser } = await t.person(owner, { role: 'technician', clients: 'all' })
  const started = expectStatus(await browser.post('/api/auth/two-factor/enable', { password: PASSWORD }), 200)
  const { totpUri: uri, backupCodes } = started.json<{ totpUri: string; backupCodes: string[] }>()
  expectStatus(await verify(browser, totpCode(uri, now())), 200)
  return { id, email, browser, uri, backupCodes }
}

async function halfway(email: string): Promise<Browser> {
  const browser = t.browser()
  expect(expectStatus(await browser.signIn(email, PASSWORD), 200).json()).toEqual({ next: 'second-step' })
  return browser
}

test('the address for the app names us and the person, and ten backup codes are shown', async () => {
  const { uri, backupCodes, email, browser } = await enrolled()
  expect(new URL(uri).searchParams.get('issuer')).toBe('Mainstay')
  expect(decodeURIComponent(uri)).toContain(email)
  expect(new Set(backupCodes).size).toBe(10)
  expect((await browser.get('/api/me')).json()).toMatchObject({ twoFactor: true })
  expect(await t.db.superuser("select actor_name from audit_entry where action = 'identity.two-factor-on'")).toEqual([
    { actor_name: 'Person technician' },
  ])
})

test('the password alone opens nothing; with the code it does', async () => {
  const { email, uri } = await enrolled()
  const browser = await halfway(email)
  expect((await browser.get('/api/me')).statusCode).toBe(401)
  expect(expectStatus(await verify(browser, totpCode(uri, next())), 200).json()).toEqual({ next: 'signed-in' })
  expect((await browser.get('/api/me')).json()).toMatchObject({ email })
})

test('it is not on before the first code was right', async () => {
  const { email, browser } = await t.person(owner, { role: 'technician', clients: 'all' })
  expectStatus(await browser.post('/api/auth/two-factor/enable', { password: PASSWORD }), 200)
  expect((await verify(browser, '000000')).json()).toMatchObject({ status: 401, code: 'identity.wrong-code' })
  expect((await t.browser().signIn(email, PASSWORD)).json()).toEqual({ next: 'signed-in' })
})

test('a code opens one session: seen over a shoulder it opens no second', async () => {
  const { email, uri } = await enrolled()
  const code = totpCode(uri, next())
  expectStatus(await verify(await halfway(email), code), 200)
  expect((await verify(await halfway(email), code)).json()).toMatchObject({ status: 401, code: 'identity.wrong-code' })
})

test('of two who use a code at once, one gets in', async () => {
  const { email, uri } = await enrolled()
  const code = totpCode(uri, next())
  const browsers = await Promise.all([halfway(email), halfway(email), halfway(email)])
  const answers = await Promise.all(browsers.map((browser) => verify(browser, code)))
  expect(answers.map((answer) => answer.statusCode).sort((a, b) => a - b)).toEqual([200, 401, 401])
})

test('the code that switched it on does not sign in as well', async () => {
  const { email, uri } = await enrolled()
  const codes = [totpCode(uri, now()), totpCode(uri, new Date(Date.now() - 30_000))]
  const spent = await t.db.superuser('select code from identity_auth.code_used')
  const used = codes.find((code) => spent.some((row) => row['code'] === code))
  expect((await verify(await halfway(email), used ?? '')).json()).toMatchObject({ code: 'identity.wrong-code' })
})

test('a backup code works once', async () => {
  const { email, backupCodes } = await enrolled()
  const use = async (code = '') => (await halfway(email)).post('/api/auth/two-factor/verify-backup-code', { code })
  expectStatus(await use(backupCodes[0]), 200)
  expect((await use(backupCodes[0])).json()).toMatchObject({ status: 401, code: 'identity.wrong-code' })
  expectStatus(await use(backupCodes[1]), 200)
})

test('new backup codes need the password and void the old ones', async () => {
  const { email, browser, backupCodes } = await enrolled()
  const make = (password: string) => browser.post('/api/auth/two-factor/generate-backup-codes', { password })
  expect((await make('wrong')).json()).toMatchObject({ status: 403, code: 'identity.wrong-password' })
  expect(expectStatus(await make(PASSWORD), 200).json<{ backupCodes: string[] }>().backupCodes).toHaveLength(10)
  const old = (await halfway(email)).post('/api/auth/two-factor/verify-backup-code', { code: backupCodes[0] })
  expect((await old).statusCode).toBe(401)
})

test('five wrong codes end the attempt, and the right one comes too late', async () => {
  const { email, uri } = await enrolled()
  const browser = await halfway(email)
  for (let n = 0; n < 5; n++) expect((await verify(browser, '000000')).json()).toMatchObject({ code: 'identity.wrong-code' })
  expect((await verify(browser, totpCode(uri, next()))).json()).toMatchObject({ status: 401, code: 'identity.second-step-over' })
})

test('ten wrong codes over several attempts lock the second step for a while', async () => {
  const { email, uri } = await enrolled()
  for (let n = 0; n < 10; n++) await verify(await halfway(email), '000000')
  const locked = await verify(await halfway(email), totpCode(uri, next()))
  expect(locked.json()).toMatchObject({ status: 429, code: 'identity.too-many-attempts', data: { seconds: 900 } })
})

test('the second step without the first is refused', async () => {
  expect((await verify(t.browser(), '123456')).json()).toMatchObject({ status: 401, code: 'identity.second-step-over' })
})

test('switching it on twice, and off when it is off, are said', async () => {
  const { browser } = await enrolled()
  const start = await browser.post('/api/auth/two-factor/enable', { password: PASSWORD })
  expect(start.json()).toMatchObject({ status: 409, code: 'identity.two-factor-on' })
  expect((await browser.post('/api/auth/two-factor/disable', { password: 'wrong' })).statusCode).toBe(403)
  expectStatus(await browser.post('/api/auth/two-factor/disable', { password: PASSWORD }), 204)
  expect((await browser.get('/api/me')).json()).toMatchObject({ twoFactor: false })
})

test('neither the secret nor the codes stand readable in the database', async () => {
  const { uri, backupCodes } = await enrolled()
  const rows = JSON.stringify(await t.db.superuser('select secret, "backupCodes" from identity_auth."twoFactor"'))
  expect(rows).not.toContain(backupCodes[0])
  expect(rows).not.toContain(new URL(uri).searchParams.get('secret'))
})

test('for a lost phone the owner removes it, which ends the sessions; nobody else can', async () => {
  const { id, email, browser } = await enrolled()
  expect((await browser.send('DELETE', `/api/people/${id}/two-factor`)).json()).toMatchObject({ status: 403, code: 'platform.forbidden' })
  expectStatus(await owner.send('DELETE', `/api/people/${id}/two-factor`), 204)
  expect((await browser.get('/api/me')).statusCode).toBe(401)
  expect((await t.browser().signIn(email, PASSWORD)).json()).toEqual({ next: 'signed-in' })
})
