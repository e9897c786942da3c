import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityApp, OWNER_EMAIL, openIdentityApp } from '../../../test/identity/app.ts'
import type { Browser } from '../../../test/identity/browser.ts'

let t: IdentityApp
let owner: Browser
beforeAll(async () => {
  t = await openIdentityApp()
  owner = await t.owner()
})
afterAll(() => t.close())

test('after the first sign-in the owner is known with every permission', async () => {
  const me = await owner.get('/api/me')
  expect(me.json()).toMatchObject({ name: 'Olga Owner', email: OWNER_EMAIL, kind: 'staff', role: 'owner', clients: 'all', twoFactor: false })
  expect(me.json<{ permissions: string[] }>().permissions).toContain('identity.people')
})

test('without a session it is 401', async () => {
  expect((await t.browser().get('/api/me')).json()).toMatchObject({ status: 401, code: 'platform.unauthenticated' })
})
