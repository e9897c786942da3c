import { newId } from '@mainstay/kernel'
import { expect, test } from 'vitest'
import type { Actor } from './actor.ts'
import { authorise, scopeOf } from './authorise.ts'

const acme = newId()
const other = newId()
const actor = (clients: Actor['clients'], ...permissions: string[]): Actor => ({
  kind: 'staff',
  id: 'x',
  name: 'X',
  permissions: new Set(permissions),
  clients,
})

test('without the permission it is 403, and the permission is named', () => {
  expect(() => authorise(actor('all'), 'devices.write')).toThrow('needs devices.write')
})

test("another client's thing is not found, whatever the permission", () => {
  expect(() => authorise(actor([acme], 'devices.read'), 'devices.read', other)).toThrow('no client')
  expect(() => scopeOf(actor([acme]), other)).toThrow('no client')
})

test('the scope is one client where one is named, else all that may be seen', () => {
  expect(scopeOf(actor([acme, other]), acme)).toEqual({ clientIds: [acme] })
  expect(scopeOf(actor([acme, other]))).toEqual({ clientIds: [acme, other] })
  expect(scopeOf(actor('all'))).toEqual({ all: true })
})
