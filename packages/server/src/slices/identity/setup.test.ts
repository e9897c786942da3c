import { fixedClock } from '@mainstay/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../test/identity/app.ts'
import { PASSWORD } from '../../../test/identity/people.ts'

let t: IdentityApp
const now = new Date('2026-11-24T09:00:00Z')
beforeEach(async () => {
  t = await openIdentityApp({ clock: fixedClock(now) })
})
afterEach(() => t.close())

const body = (token: string | null, email = 'olga@provider.example') => ({ token, name: 'Olga', email, password: PASSWORD })

test('before any start there is no first sign-in to use', async () => {
  expect((await t.browser().get('/api/setup')).json()).toEqual({ open: false })
  expect((await t.browser().post('/api/setup', body('x'.repeat(43)))).json()).toMatchObject({ code: 'platform.route-not-found' })
})

test('the link makes one owner and is answered ever after as an address that does not exist', async () => {
  const token = await t.identity.openSetup()
  expect((await t.browser().get('/api/setup')).json()).toEqual({ open: true })
  expect((await t.browser().post('/api/setup', body(token))).statusCode).toBe(204)
  expect((await t.browser().get('/api/setup')).json()).toEqual({ open: false })
  const after = await t.browser().post('/api/setup', body(token, 'eve@evil.example'))
  const absent = await t.browser().post('/api/set-up', body(token))
  expect(after.statusCode).toBe(404)
  expect(after.json()).toMatchObject({ code: absent.json<{ code: string }>().code })
  expect((await t.browser().post('/api/setup', { not: 'the form' })).statusCode).toBe(404)
  expect(await t.identity.openSetup()).toBeNull()
  expect(await t.db.superuser('select action, actor_name from audit_entry')).toEqual([{ action: 'identity.set-up', actor_name: 'Olga' }])
})

test('of the secret only a hash is stored', async () => {
  const token = (await t.identity.openSetup()) ?? ''
  const rows = await t.db.superuser(
    "select encode(secret_hash, 'escape') as text, encode(secret_hash, 'base64') as b64 from identity_setup",
  )
  expect(JSON.stringify(rows)).not.toContain(token)
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

test('a wrong link, and the link of an earlier start, are refused and make nobody', async () => {
  const first = await t.identity.openSetup()
  const second = await t.identity.openSetup()
  for (const token of [first, 'x'.repeat(43)]) {
    expect((await t.browser().post('/api/setup', body(token))).json()).toMatchObject({ status: 403, code: 'identity.setup-link' })
  }
  expect(await t.db.superuser('select * from identity_person')).toEqual([])
  expect((await t.browser().post('/api/setup', body(second))).statusCode).toBe(204)
})

test('of twenty who use the link at once, one becomes owner', async () => {
  const token = await t.identity.openSetup()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => t.browser().post('/api/setup', body(token, `person${n}@provider.example`))),
  )
  expect(answers.map((answer) => answer.statusCode).sort((a, b) => a - b)).toEqual([204, ...Array.from({ length: 19 }, () => 404)])
  expect(await t.db.superuser('select role from identity_person')).toEqual([{ role: 'owner' }])
  expect(await t.db.superuser('select count(*)::int as n from identity_auth."user"')).toEqual([{ n: 1 }])
})

test('starts race with the link: a start never opens again what was used', async () => {
  const token = await t.identity.openSetup()
  const results = await Promise.allSettled([
    t.browser().post('/api/setup', body(token)),
    ...Array.from({ length: 10 }, () => t.identity.openSetup()),
  ])
  expect(results.every((result) => result.status === 'fulfilled')).toBe(true)
  const owners = await t.db.superuser("select count(*)::int as n from identity_person where role = 'owner'")
  const open = (await t.browser().get('/api/setup')).json<{ open: boolean }>().open
  // Either the link was used, or a newer start made it void: never both.
  expect(owners).toEqual([{ n: open ? 0 : 1 }])
})

test.each([
  { what: 'a short password', change: { password: 'short' } },
  { what: 'no address', change: { email: 'olga' } },
  { what: 'an empty name', change: { name: '  ' } },
])('$what is 400 and the link stays good', async ({ change }) => {
  const token = await t.identity.openSetup()
  expect((await t.browser().post('/api/setup', { ...body(token), ...change })).json()).toMatchObject({ code: 'platform.invalid-input' })
  expect((await t.browser().post('/api/setup', body(token))).statusCode).toBe(204)
})

test('another site cannot use the link with a person’s browser', async () => {
  const token = await t.identity.openSetup()
  const foreign = await t.browser().post('/api/setup', body(token), { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })
  expect(foreign.json()).toMatchObject({ status: 403, code: 'identity.cross-site' })
})
