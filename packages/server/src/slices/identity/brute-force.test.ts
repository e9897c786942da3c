import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../test/identity/app.ts'
import type { Browser } from '../../../test/identity/browser.ts'
import { expectStatus, OWNER_EMAIL, PASSWORD } from '../../../test/identity/people.ts'
import { FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, signInLimits } from './domain/limits.ts'

let t: IdentityApp
let owner: Browser
beforeAll(async () => {
  t = await openIdentityApp()
  owner = await t.owner()
})
afterAll(() => t.close())

const [pair, account, place] = signInLimits('a', 'b', { known: false }).map((limit) => limit.max)

async function guess(browser: Browser, email: string, times: number): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; n < times; n++) statuses.push((await browser.signIn(email, `guess number ${n}`)).statusCode)
  return statuses
}

test('from one place an account can be tried five times; then not even the right password is, for five seconds', async () => {
  const { email } = await t.person(owner, { role: 'technician', clients: 'all' })
  const attacker = t.browser('192.0.2.1')
  expect(await guess(attacker, email, pair ?? 0)).toEqual(Array.from({ length: pair ?? 0 }, () => 401))
  const refused = await attacker.signIn(email, PASSWORD)
  expect(refused.json()).toMatchObject({ status: 429, code: 'identity.too-many-attempts' })
  const { seconds } = refused.json<{ data: { seconds: number } }>().data
  expect(seconds).toBeLessThanOrEqual(FIRST_WAIT_SECONDS)
  expect(refused.headers['retry-after']).toBe(String(Math.max(1, Math.ceil(seconds))))
  // The person is not locked out by it.
  expectStatus(await t.browser('192.0.2.2').signIn(email, PASSWORD), 200)
  const audit = await t.db.superuser("select data from audit_entry where action = 'identity.sign-in-limited'")
  expect(audit).toEqual([{ data: { email, address: '192.0.2.1' } }])
})

test('tries at once are counted as well as tries in turn', async () => {
  const { email } = await t.person(owner, { role: 'technician', clients: 'all' })
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => t.browser('192.0.2.3').signIn(email, `guess ${n}`)))
  expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(pair ?? 0)
})

test('from many places together an account can be tried no more than its own limit', async () => {
  const { email } = await t.person(owner, { role: 'technician', clients: 'all' })
  await t.db.superuser('delete from identity_auth.attempt')
  let tried = 0
  for (let n = 0; n < 14; n++) tried += (await guess(t.browser(`198.51.100.${n}`), email, 5)).filter((status) => status === 401).length
  expect(tried).toBe(account)
})

test('from one place many accounts can be tried no more than the place’s limit', async () => {
  await t.db.superuser('delete from identity_auth.attempt')
  await t.browser('203.0.113.9').signIn('someone@people.example', 'a guess')
  // The first of the three counters to be touched last is the place's; bring it to its limit as many tries would.
  const rows = await t.db.superuser('update identity_auth.attempt set count = $1 returning key', [place])
  expect(rows).toHaveLength(3)
  expect((await t.browser('203.0.113.9').signIn('another@people.example', 'a guess')).statusCode).toBe(429)
  expect((await t.browser('203.0.113.8').signIn('another@people.example', 'a guess')).statusCode).toBe(401)
})

test('a success forgets the tries before it', async () => {
  const { email } = await t.person(owner, { role: 'technician', clients: 'all' })
  const browser = t.browser('192.0.2.5')
  await guess(browser, email, (pair ?? 0) - 1)
  expectStatus(await browser.signIn(email, PASSWORD), 200)
  expect(await guess(browser, email, pair ?? 0)).not.toContain(429)
  expect(await guess(browser, email, 1)).toEqual([429])
})

test('the wait doubles with each wrong try, up to a quarter of an hour, and what is tried too early does not make it longer', async () => {
  const { email } = await t.person(owner, { role: 'technician', clients: 'all' })
  const browser = t.browser('192.0.2.15')
  const pass = (seconds: number) =>
    t.db.superuser('update identity_auth.attempt set started_at = started_at - make_interval(secs => $1)', [seconds])
  await guess(browser, email, pair ?? 0)
  const waits: number[] = []
  for (let n = 0; n < 10; n++) {
    await guess(browser, email, 2)
    const { seconds } = (await browser.signIn(email, PASSWORD)).json<{ data: { seconds: number } }>().data
    waits.push(seconds)
    await pass(seconds)
    expect(await guess(browser, email, 1)).toEqual([401])
  }
  expect(waits.slice(0, 4)).toEqual([5, 10, 20, 40])
  expect(waits.at(-1)).toBe(LONGEST_WAIT_SECONDS)
})

test('strangers who use up an account’s tries from everywhere keep nobody out of where they signed in before', async () => {
  const { email } = await t.person(owner, { role: 'technician', clients: 'all' })
  const home = t.browser('192.0.2.77')
  expectStatus(await home.signIn(email, PASSWORD), 200)
  await t.db.superuser('delete from identity_auth.attempt')
  let last: number[] = []
  for (let n = 0; n < 14; n++) last = await guess(t.browser(`198.51.100.${n + 30}`), email, 5)
  expect(last).toEqual([429, 429, 429, 429, 429])
  expect((await t.browser('192.0.2.78').signIn(email, PASSWORD)).statusCode).toBe(429)
  expectStatus(await t.browser('192.0.2.77').signIn(email, PASSWORD), 200)
})

test('the address that counts is the connection’s, not what a header claims', async () => {
  const { email } = await t.person(owner, { role: 'technician', clients: 'all' })
  const statuses: number[] = []
  for (let n = 0; n < 12; n++) {
    const headers = {
      host: 'localhost',
      origin: 'http://localhost',
      'x-forwarded-for': `192.0.2.${n + 100}`,
      'x-mainstay-address': `10.9.9.${n}`,
    }
    const body = { email, password: `guess ${n}` }
    statuses.push((await t.browser('192.0.2.6').post('/api/auth/sign-in/email', body, headers)).statusCode)
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(pair ?? 0)
})

test('who holds a session does not learn the password by asking again and again', async () => {
  const { browser } = await t.person(owner, { role: 'technician', clients: 'all' })
  const ask = (path: string, body: object) => browser.post(`/api/auth/${path}`, body)
  const statuses = [
    ...(await Promise.all(Array.from({ length: 6 }, () => ask('two-factor/enable', { password: 'a guess' })))),
    ...(await Promise.all(
      Array.from({ length: 6 }, () => ask('change-password', { currentPassword: 'x', newPassword: 'six copper kettles hum' })),
    )),
  ].map((answer) => answer.statusCode)
  expect(statuses.filter((status) => status === 403)).toHaveLength(8)
  expect(statuses.filter((status) => status === 429)).toHaveLength(4)
})

test('the library’s own limit stands behind ours: sixty sign-ins a minute from one place', async () => {
  const accounts = Array.from({ length: 65 }, (_, n) => `flood${n}@people.example`)
  const answers = await Promise.all(accounts.map((email) => t.browser('192.0.2.7').signIn(email, 'a guess')))
  expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(60)
  expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(5)
})

test('what was typed as an address is not kept', async () => {
  await t.browser().signIn(OWNER_EMAIL, 'a guess')
  expect(JSON.stringify(await t.db.superuser('select key from identity_auth.attempt'))).not.toContain('olga')
})
