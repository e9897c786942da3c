/** The ways to sign in besides the password, in Chromium over the built console: a passkey of its virtual authenticator (CDP domain WebAuthn), and a real provider of accounts. */
import { requireChromium } from '@mainstay/testing'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONSOLE_FOLDER, staticRoutes } from '../../src/platform/http/index.ts'
import { type IdentityApp, openIdentityApp } from './app.ts'
import type { Browser as HttpBrowser } from './browser.ts'
import { CLIENT, startOidcProvider, type TestProvider } from './oidc-provider.ts'
import { expectStatus, OWNER_EMAIL, PASSWORD } from './people.ts'
import { totpCode } from './totp.ts'

let t: IdentityApp
let owner: HttpBrowser
let chrome: Browser
let there: TestProvider
let url = 'http://localhost'

beforeAll(async () => {
  t = await openIdentityApp({ baseUrl: () => url, more: (app) => staticRoutes(app, { folder: CONSOLE_FOLDER }) })
  await t.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://localhost:${(t.app.server.address() as AddressInfo).port}`
  owner = await t.owner()
  there = await startOidcProvider({ redirectUri: `${url}/api/auth/oidc/callback` })
  chrome = await chromium.launch({ executablePath: requireChromium().path, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
})
afterAll(async () => {
  await chrome.close()
  await there.close()
  await t.close()
})

async function open(path: string): Promise<Page> {
  const page = await (await chrome.newContext()).newPage()
  await page.goto(`${url}${path}`)
  return page
}

async function signInByPassword(page: Page): Promise<void> {
  await page.getByLabel('E-mail address').fill(OWNER_EMAIL)
  await page.getByLabel('Password', { exact: false }).first().fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

test('a passkey is made in the account, signs in without a password, is renamed and removed', async () => {
  const page = await open('/account')
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  // Nobody has a passkey yet, so none is offered.
  await title(page, 'Sign in').waitFor()
  expect(await button(page, 'Use a passkey').count()).toBe(0)
  await signInByPassword(page)

  await title(page, 'You sign in by password alone').waitFor()
  await button(page, 'Add a passkey').click()
  const form = page.getByRole('form', { name: 'New passkey' })
  await form.getByLabel('Name').fill('Laptop')
  await form.getByLabel('Password').first().fill(PASSWORD)
  await button(page, 'Continue in the browser').click()
  await title(page, 'You sign in with a passkey, or by password alone').waitFor()
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
  expect(credentials).toMatchObject([{ rpId: 'localhost', isResidentCredential: true }])

  await button(page, 'Sign out').click()
  await title(page, 'Sign in').waitFor()
  await button(page, 'Use a passkey').click()
  await title(page, 'Sign in').waitFor({ state: 'hidden' })
  await page.goto(`${url}/account`)
  await title(page, 'You sign in with a passkey, or by password alone').waitFor()
  const how = await t.db.superuser(
    "select data->>'how' as how from audit_entry where action = 'identity.signed-in' order by id desc limit 1",
  )
  expect(how).toEqual([{ how: 'passkey' }])

  await button(page, 'Rename Laptop').click()
  await page.getByLabel('Name', { exact: true }).fill('Old laptop')
  await button(page, 'Save').click()
  await button(page, 'Remove Old laptop').click()
  await title(page, 'You sign in by password alone').waitFor()
  await page.context().close()
}, 60_000)

test('where the person is not verified, the browser’s passkey does not sign in, and the page says what to do', async () => {
  const page = await open('/account')
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  // One that knows no PIN and no finger: it cannot answer what is asked.
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'usb', hasResidentKey: true, hasUserVerification: false, automaticPresenceSimulation: true },
  })
  await signInByPassword(page)
  await button(page, 'Add a passkey').click()
  const form = page.getByRole('form', { name: 'New passkey' })
  await form.getByLabel('Name').fill('Bare key')
  await form.getByLabel('Password').first().fill(PASSWORD)
  await button(page, 'Continue in the browser').click()
  await page.getByRole('alert').getByText('No passkey was chosen. Try again, or go another way.').waitFor()
  expect(await t.db.superuser('select 1 from identity_passkey')).toEqual([])
  await page.context().close()
}, 60_000)

test('with an account elsewhere an invited person comes in, and one whom nobody invited is told why not', async () => {
  const { totpUri } = expectStatus(await owner.post('/api/auth/two-factor/enable', { password: PASSWORD }), 200).json<{ totpUri: string }>()
  expectStatus(await owner.post('/api/auth/two-factor/verify-totp', { code: totpCode(totpUri, new Date()) }), 200)
  await t.db.superuser('delete from identity_auth.code_used')
  const provider = { name: 'Acme ID', issuer: there.issuer, ...CLIENT, domains: ['acme.example'], code: totpCode(totpUri, new Date()) }
  expectStatus(await owner.post('/api/sign-in-providers', provider), 201)
  const email = 'tom@acme.example'
  expectStatus(await owner.post('/api/people', { name: 'Tom', email, role: 'technician', clients: 'all' }), 201)
  there.accounts.set('tom', { email, email_verified: true })
  there.accounts.set('eve', { email: 'eve@acme.example', email_verified: true })

  there.user = 'eve'
  const eve = await open('/account')
  await button(eve, 'Sign in with Acme ID').click()
  await eve.getByText('Nobody here has the e-mail address that Acme ID gave. Ask an owner for an invitation.').waitFor()
  await eve.context().close()

  there.user = 'tom'
  const tom = await open('/account')
  await button(tom, 'Sign in with Acme ID').click()
  await title(tom, 'You sign in with an account elsewhere').waitFor()
  expect(new URL(tom.url()).pathname).toBe('/account')
  await tom.getByText('You have no password here').waitFor()
  await tom.context().close()
}, 60_000)
