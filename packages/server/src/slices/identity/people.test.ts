import { fixedClock, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../test/identity/app.ts'
import type { Browser } from '../../../test/identity/browser.ts'
import { expectStatus, OWNER_EMAIL, PASSWORD } from '../../../test/identity/people.ts'

let t: IdentityApp
let owner: Browser
let ownerId: string
const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const acme = newId()
const other = newId()
const HOUR = 3_600_000

beforeAll(async () => {
  t = await openIdentityApp({ clock })
  owner = await t.owner()
  ownerId = (await owner.get('/api/me')).json<{ id: string }>().id
  for (const [id, name] of [
    [acme, 'Acme'],
    [other, 'Other'],
  ])
    await t.db.superuser("insert into clients_client values ($1, $2, 'Europe/Berlin', now(), null)", [id, name])
})
afterAll(() => t.close())

let count = 0
const input = (o: object = {}) => ({ name: 'Tom', email: `tom${++count}@provider.example`, role: 'technician', clients: 'all', ...o })
const invite = async (o: object = {}) => {
  const answer = expectStatus(await owner.post('/api/people', input(o)), 201).json<{ personId: string; link: string; expiresAt: string }>()
  return { ...answer, token: answer.link.split('#')[1] ?? '' }
}
const accept = (token: string, password = PASSWORD) => t.browser().post('/api/invitations/accept', { token, password })
const change = (id: string, body: object, by = owner) => by.send('PATCH', `/api/people/${id}`, body)

test('an invited person sets a password by the link, signs in, and is listed as such', async () => {
  const { personId, link, token, expiresAt } = await invite({ email: 'Ina@Provider.Example' })
  expect(link).toMatch(/^http:\/\/localhost\/invitation#[A-Za-z0-9_-]{43}$/)
  expect(Date.parse(expiresAt) - clock.now().getTime()).toBe(72 * HOUR)
  const row = async () => (await owner.get('/api/people')).json<{ people: { id: string }[] }>().people.find((p) => p.id === personId)
  expect(await row()).toMatchObject({ email: 'ina@provider.example', invited: true, disabled: false })
  expectStatus(await accept(token), 204)
  expect(await row()).toMatchObject({ invited: false })
  expectStatus(await t.browser().signIn('ina@provider.example', PASSWORD), 200)
})

test('every change is in the audit log with who did it', async () => {
  const { personId, token } = await invite()
  clock.advance(1)
  await accept(token)
  clock.advance(1)
  await change(personId, { role: 'planner' })
  const audit = await t.db.superuser('select action, actor_id from audit_entry where subject = $1 order by id', [personId])
  expect(audit).toEqual([
    { action: 'identity.invited', actor_id: ownerId },
    { action: 'identity.password-set', actor_id: personId },
    { action: 'identity.changed', actor_id: ownerId },
  ])
})

test('a link works once, also for two at the same moment', async () => {
  const { token } = await invite()
  const answers = await Promise.all([accept(token), accept(token), accept(token)])
  expect(answers.map((answer) => answer.statusCode).sort((a, b) => a - b)).toEqual([204, 410, 410])
  expect((await accept(token)).json()).toMatchObject({ status: 410, code: 'identity.invitation-link' })
})

test('a link ends after 72 hours', async () => {
  const { token } = await invite()
  const late = await invite()
  clock.advance(72 * HOUR - 1)
  expectStatus(await accept(token), 204)
  clock.advance(1)
  expect((await accept(late.token)).json()).toMatchObject({ code: 'identity.invitation-link' })
})

test('a new link voids the one before; for a lost password it ends the sessions', async () => {
  const { personId, token } = await invite({ email: 'lost@provider.example' })
  const again = async () =>
    expectStatus(await owner.post(`/api/people/${personId}/invitation`), 201)
      .json<{ link: string }>()
      .link.split('#')[1] ?? ''
  const second = await again()
  expect((await accept(token)).statusCode).toBe(410)
  expectStatus(await accept(second), 204)
  const browser = t.browser()
  expectStatus(await browser.signIn('lost@provider.example', PASSWORD), 200)
  expectStatus(await accept(await again(), 'another long password'), 204)
  expect((await browser.get('/api/me')).statusCode).toBe(401)
  expect((await browser.signIn('lost@provider.example', PASSWORD)).statusCode).toBe(401)
  expectStatus(await browser.signIn('lost@provider.example', 'another long password'), 200)
})

test('a person who is switched off is out at once, cannot sign in, and no link of theirs works', async () => {
  const { id, email, browser } = await t.person(owner, { role: 'technician', clients: 'all' })
  const link = expectStatus(await owner.post(`/api/people/${id}/invitation`), 201).json<{ link: string }>().link
  expectStatus(await change(id, { disabled: true }), 200)
  expect((await browser.get('/api/me')).json()).toMatchObject({ code: 'platform.unauthenticated' })
  expect((await browser.signIn(email, PASSWORD)).json()).toMatchObject({ status: 403, code: 'identity.disabled' })
  expect((await browser.signIn(email, 'wrong password')).json()).toMatchObject({ code: 'identity.wrong-credentials' })
  expect((await accept(link.split('#')[1] ?? '')).statusCode).toBe(410)
  expect((await owner.post(`/api/people/${id}/invitation`)).json()).toMatchObject({ code: 'identity.disabled' })
  expect(await t.db.superuser('select 1 from identity_auth."session" where "userId" = $1', [id])).toEqual([])
  expectStatus(await change(id, { disabled: false }), 200)
  expectStatus(await browser.signIn(email, PASSWORD), 200)
})

test('even where the session’s row were left, a person who is switched off has no rights', async () => {
  const { id, browser } = await t.person(owner, { role: 'technician', clients: 'all' })
  await t.db.superuser('update identity_person set disabled_at = now() where id = $1', [id])
  expect(await t.db.superuser('select 1 from identity_auth."session" where "userId" = $1', [id])).toHaveLength(1)
  expect((await browser.get('/api/me')).statusCode).toBe(401)
})

test('a change of role and clients holds from the next request, in the session there is', async () => {
  const { id, browser } = await t.person(owner, { role: 'technician', clients: 'all' })
  const me = async () => (await browser.get('/api/me')).json<{ permissions: string[]; clients: unknown }>()
  expect((await me()).permissions).toContain('devices.write')
  expectStatus(await change(id, { role: 'read-only', clients: [acme] }), 200)
  expect((await me()).permissions).not.toContain('devices.write')
  expect((await me()).clients).toEqual([acme])
})

test('the last owner stays owner, and of two who demote each other at once, one stays', async () => {
  expect((await change(ownerId, { role: 'planner' })).json()).toMatchObject({ status: 409, code: 'identity.last-owner' })
  expect((await change(ownerId, { disabled: true })).json()).toMatchObject({ code: 'identity.last-owner' })
  const second = await t.person(owner, { role: 'owner', clients: 'all' })
  const answers = await Promise.all([change(ownerId, { role: 'planner' }, second.browser), change(second.id, { role: 'planner' })])
  // The one that comes second finds either one owner left, or its sender an owner no more.
  expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1)
  const owners = await t.db.superuser("select id from identity_person where role = 'owner'")
  expect(owners).toHaveLength(1)
  await t.db.superuser("update identity_person set role = 'owner', clients = null where id = $1", [ownerId])
  await t.db.superuser("update identity_person set role = 'planner' where id = $1", [second.id])
})

test.each([
  {
    what: 'an address that is taken, in other letters',
    body: { email: OWNER_EMAIL.toUpperCase() },
    status: 409,
    code: 'identity.email-taken',
  },
  { what: 'a client’s person for all clients', body: { role: 'client-user', clients: 'all' }, status: 400, code: 'identity.needs-clients' },
  { what: 'an owner of one client', body: { role: 'owner', clients: [acme] }, status: 400, code: 'identity.owner-sees-all' },
  { what: 'a client that does not exist', body: { clients: [newId()] }, status: 404, code: 'platform.not-found' },
  { what: 'a role that does not exist', body: { role: 'root' }, status: 400, code: 'platform.invalid-input' },
  { what: 'no client', body: { clients: [] }, status: 400, code: 'platform.invalid-input' },
])('$what is refused with $code and makes nobody', async ({ body, status, code }) => {
  const before = await t.db.superuser('select count(*) as n from identity_person')
  expect((await owner.post('/api/people', input(body))).json()).toMatchObject({ status, code })
  expect(await t.db.superuser('select count(*) as n from identity_person')).toEqual(before)
})

test('a person who does not exist is 404', async () => {
  expect((await change(newId(), { role: 'planner' })).json()).toMatchObject({ status: 404, code: 'platform.not-found' })
  expect((await owner.post(`/api/people/${newId()}/invitation`)).statusCode).toBe(404)
  expect((await owner.send('DELETE', `/api/people/${newId()}/two-factor`)).statusCode).toBe(404)
})

test.each([
  { role: 'technician', clients: 'all' as const },
  { role: 'planner', clients: 'all' as const },
  { role: 'read-only', clients: 'all' as const },
  { role: 'client-manager', clients: [acme] },
  { role: 'client-user', clients: [acme] },
])('a $role neither sees nor changes people, themselves included', async (o) => {
  const { id, browser } = await t.person(owner, o)
  const answers = [
    await browser.get('/api/people'),
    await browser.post('/api/people', input({ role: 'owner' })),
    await change(id, { role: 'owner', clients: 'all' }, browser),
    await change(ownerId, { disabled: true }, browser),
    await browser.post(`/api/people/${ownerId}/invitation`),
    await browser.send('DELETE', `/api/people/${ownerId}/two-factor`),
  ]
  for (const answer of answers)
    expect(answer.json()).toMatchObject({ status: 403, code: 'platform.forbidden', data: { needs: 'identity.people' } })
})

test('a client’s person is told their own clients and the portal, nothing of the provider’s', async () => {
  const { browser } = await t.person(owner, { role: 'client-manager', clients: [acme] })
  expect((await browser.get('/api/me')).json()).toMatchObject({
    kind: 'client',
    role: 'client-manager',
    clients: [acme],
    permissions: expect.arrayContaining(['reports.read', 'portal.read', 'portal.tickets', 'recovery.sandbox']),
  })
  const { permissions } = (await browser.get('/api/me')).json() as { permissions: string[] }
  expect(permissions.filter((one) => !/^(portal\.|reports\.read$|recovery\.sandbox$)/.test(one))).toEqual([])
})

test('of a link only a hash is stored', async () => {
  const { token } = await invite()
  expect(JSON.stringify(await t.db.superuser("select encode(secret_hash, 'escape') as x from identity_invitation"))).not.toContain(token)
})
