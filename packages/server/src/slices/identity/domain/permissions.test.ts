import { expect, test } from 'vitest'
import { CLIENT_ROLES, STAFF_ROLES, type Role } from './person.ts'
import { mayBeInToken, PERMISSIONS, permissionsOf } from './permissions.ts'

const table: { permission: string; roles: Role[] }[] = [
  { permission: 'clients.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'clients.write', roles: ['owner', 'technician', 'planner'] },
  { permission: 'devices.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'devices.write', roles: ['owner', 'technician'] },
  { permission: 'monitoring.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'monitoring.write', roles: ['owner', 'technician'] },
  { permission: 'recovery.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'recovery.prove', roles: ['owner', 'technician'] },
  { permission: 'recovery.keep', roles: ['owner', 'technician'] },
  { permission: 'recovery.copy', roles: ['owner'] },
  { permission: 'recovery.sandbox', roles: ['owner', 'technician', 'client-manager'] },
  { permission: 'mail.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'mail.write', roles: ['owner', 'technician'] },
  { permission: 'mail.open', roles: ['owner', 'technician'] },
  { permission: 'servicedesk.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'servicedesk.write', roles: ['owner', 'technician', 'planner'] },
  { permission: 'servicedesk.settings', roles: ['owner', 'planner'] },
  { permission: 'lifecycle.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'lifecycle.write', roles: ['owner', 'technician', 'planner'] },
  { permission: 'portal.budget', roles: ['owner', 'client-manager'] },
  { permission: 'standards.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'standards.write', roles: ['owner', 'technician', 'planner'] },
  { permission: 'recommendations.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'recommendations.write', roles: ['owner', 'technician', 'planner'] },
  { permission: 'continuity.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'continuity.write', roles: ['owner', 'technician', 'planner'] },
  { permission: 'portal.decisions', roles: ['owner', 'client-manager'] },
  { permission: 'agreements.read', roles: ['owner', 'planner'] },
  { permission: 'agreements.write', roles: ['owner', 'planner'] },
  { permission: 'agreements.approve', roles: ['owner', 'planner'] },
  { permission: 'portal.outages', roles: ['owner', 'client-manager'] },
  { permission: 'reports.read', roles: ['owner', 'technician', 'planner', 'read-only', 'client-manager'] },
  { permission: 'reports.write', roles: ['owner', 'technician', 'planner'] },
  { permission: 'reports.approve', roles: ['owner', 'technician', 'planner'] },
  { permission: 'policy.draft', roles: ['owner', 'technician'] },
  { permission: 'trust.read', roles: ['owner', 'technician', 'planner', 'read-only'] },
  { permission: 'portal.read', roles: ['owner', 'technician', 'planner', 'read-only', 'client-manager', 'client-user'] },
  { permission: 'portal.tickets', roles: ['owner', 'client-manager', 'client-user'] },
  { permission: 'portal.all-tickets', roles: ['owner', 'client-manager'] },
  { permission: 'audit.read', roles: ['owner'] },
  { permission: 'identity.people', roles: ['owner'] },
  { permission: 'identity.tokens', roles: ['owner', 'technician', 'planner', 'read-only'] },
]
const ROLES: Role[] = [...STAFF_ROLES, ...CLIENT_ROLES]

test.each(table)('$permission is for $roles', ({ permission, roles }) => {
  const holders = ROLES.filter((role) => (permissionsOf(role) as ReadonlySet<string>).has(permission))
  expect(holders.sort()).toEqual([...roles].sort())
})

test('the table speaks of every permission there is', () => {
  expect(table.map((row) => row.permission).sort()).toEqual([...PERMISSIONS].sort())
})

test('no role may sign: that takes a key', () => {
  for (const role of ROLES) expect([...permissionsOf(role)].filter((permission) => permission.includes('sign'))).toEqual([])
})

test('read-only staff hold nothing that changes something, apart from tokens of the same kind', () => {
  expect([...permissionsOf('read-only')].filter((permission) => !permission.endsWith('.read'))).toEqual(['identity.tokens'])
})

test('a token carries nothing of this slice', () => {
  expect(PERMISSIONS.filter((permission) => !mayBeInToken(permission))).toEqual(['identity.people', 'identity.tokens'])
})
