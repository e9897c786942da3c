import { newId } from '@mainstay/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ClientScope, CLIENT_ROLES, type Role, STAFF_ROLES } from './person.ts'
import { PERMISSIONS } from './permissions.ts'
import { effectiveRights, isUsable, mintable, rightsOf } from './token.ts'

const [a, b] = [newId(), newId()]
const now = new Date('2026-11-24T09:00:00Z')

test.each([
  { maker: 'technician', own: 'all', scopes: ['devices.read'], clients: 'all', answer: 'fine' },
  { maker: 'technician', own: 'all', scopes: ['devices.read'], clients: [a], answer: 'fine' },
  { maker: 'technician', own: [a], scopes: ['devices.read'], clients: [a], answer: 'fine' },
  { maker: 'technician', own: [a], scopes: ['devices.read'], clients: [a, b], answer: 'access to this client' },
  { maker: 'technician', own: [a], scopes: ['devices.read'], clients: 'all', answer: 'access to all clients' },
  { maker: 'technician', own: 'all', scopes: ['audit.read'], clients: 'all', answer: 'audit.read' },
  { maker: 'read-only', own: 'all', scopes: ['devices.read', 'devices.write'], clients: 'all', answer: 'devices.write' },
  { maker: 'owner', own: 'all', scopes: ['identity.people'], clients: 'all', answer: 'identity.people' },
  { maker: 'owner', own: 'all', scopes: ['identity.tokens'], clients: 'all', answer: 'identity.tokens' },
  { maker: 'owner', own: 'all', scopes: ['trust.sign'], clients: 'all', answer: 'trust.sign' },
] as const)('$maker for $own makes a token of $scopes for $clients: $answer', ({ maker, own, scopes, clients, answer }) => {
  const decision = mintable(rightsOf({ role: maker, clients: own }), { scopes, clients })
  expect(decision.ok ? 'fine' : decision.error.what).toBe(answer)
})

const scope = fc.oneof(fc.constant('all' as const), fc.subarray([a, b]))
const role = fc.constantFrom<Role>(...STAFF_ROLES, ...CLIENT_ROLES)
const within = (inner: ClientScope, outer: ClientScope): boolean =>
  outer === 'all' || (inner !== 'all' && inner.every((id) => outer.includes(id)))

test('whatever a token says, its rights lie within its own and within its maker’s of now', () => {
  fc.assert(
    fc.property(fc.subarray([...PERMISSIONS, 'trust.sign', 'x']), scope, role, scope, (scopes, clients, makersRole, makersClients) => {
      const maker = rightsOf({ role: makersRole, clients: makersClients })
      const left = effectiveRights({ scopes, clients }, maker)
      for (const permission of left.permissions) {
        expect(maker.permissions.has(permission)).toBe(true)
        expect(scopes).toContain(permission)
        expect(permission.startsWith('identity.')).toBe(false)
      }
      expect(within(left.clients, clients)).toBe(true)
      expect(within(left.clients, makersClients)).toBe(true)
    }),
  )
})

test.each([
  { state: 'good', expiresAt: 1, revokedAt: null, disabledAt: null, usable: true },
  { state: 'expired this moment', expiresAt: 0, revokedAt: null, disabledAt: null, usable: false },
  { state: 'revoked', expiresAt: 1, revokedAt: now, disabledAt: null, usable: false },
  { state: 'of a disabled maker', expiresAt: 1, revokedAt: null, disabledAt: now, usable: false },
])('a token $state: usable $usable', ({ expiresAt, revokedAt, disabledAt, usable }) => {
  expect(isUsable({ expiresAt: new Date(now.getTime() + expiresAt), revokedAt }, { disabledAt }, now)).toBe(usable)
})
