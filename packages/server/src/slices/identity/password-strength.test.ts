import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityApp, openIdentityApp } from '../../../test/identity/app.ts'
import type { Browser } from '../../../test/identity/browser.ts'
import { expectStatus, OWNER_EMAIL, PASSWORD } from '../../../test/identity/people.ts'
import { refuseWeakPassword } from './sign-in/password-strength.ts'

let t: IdentityApp
let owner: Browser
beforeAll(async () => {
  t = await openIdentityApp()
  owner = await t.owner()
})
afterAll(() => t.close())

const olga = { name: 'Olga Owner', email: OWNER_EMAIL }

test.each([
  ['password1234', 'many people use'],
  ['Passwort1234!', 'many people use'],
  ['mainstay2026!', 'the name of this product'],
  ['olga owner 2026', 'your name'],
  [OWNER_EMAIL, 'your name'],
  ['aaaaaaaaaaaa', 'repeats the same letters'],
  ['hunter2hunter2', 'repeats the same letters'],
  ['qwertyuiopasdf', 'many people use'],
  ['fghijklmnopqrs', 'a row of'],
])('%s is refused, for %s', async (password, why) => {
  await expect(refuseWeakPassword(password, olga)).rejects.toMatchObject({ code: 'identity.weak-password' })
  await expect(refuseWeakPassword(password, olga)).rejects.toThrow(why)
})

test.each([PASSWORD, 'quiet harbour lantern sixty', 'kT9$vQ2m#pLz', 'Brücke Regen Löffel Mond'])('%s is taken', async (password) => {
  await refuseWeakPassword(password, olga)
})

test('the longest password is judged within two seconds', async () => {
  const began = performance.now()
  await refuseWeakPassword('p4ssw0rd-Aa1'.repeat(20), olga).catch(() => {})
  expect(performance.now() - began).toBeLessThan(2000)
})

test('an invitation’s link stays good when the password is refused, and the refusal says what to do', async () => {
  const invited = expectStatus(
    await owner.post('/api/people', { name: 'Ida', email: 'ida@people.example', role: 'owner', clients: 'all' }),
    201,
  )
  const token = invited.json<{ link: string }>().link.split('#')[1]
  const refused = await t.browser().post('/api/invitations/accept', { token, password: 'ida@people.example' })
  expect(refused.json()).toMatchObject({ status: 400, code: 'identity.weak-password' })
  expect(refused.json<{ title: string }>().title).toContain('four or more words')
  expectStatus(await t.browser().post('/api/invitations/accept', { token, password: PASSWORD }), 204)
})

test('a weak password does not replace a good one', async () => {
  const changed = await owner.post('/api/auth/change-password', { currentPassword: PASSWORD, newPassword: 'password1234' })
  expect(changed.json()).toMatchObject({ code: 'identity.weak-password' })
  expectStatus(await t.browser().signIn(OWNER_EMAIL, PASSWORD), 200)
})
