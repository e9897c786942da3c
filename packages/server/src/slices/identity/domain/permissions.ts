/** What each role may do. Signing is not among it: that needs a key (slice trust), whatever the role. */
import type { Role } from './person.ts'

const LOOK = [
  'clients.read',
  'devices.read',
  'monitoring.read',
  'recovery.read',
  'mail.read',
  'servicedesk.read',
  'lifecycle.read',
  'recommendations.read',
  'continuity.read',
  'standards.read',
  'reports.read',
  'trust.read',
  'portal.read',
] as const

export const PERMISSIONS = [
  ...LOOK,
  'clients.write',
  'devices.write',
  'monitoring.write',
  'recovery.prove',
  'recovery.sandbox',
  'recovery.keep',
  'recovery.copy',
  'mail.write',
  'mail.open',
  'servicedesk.write',
  'servicedesk.settings',
  'lifecycle.write',
  'recommendations.write',
  'continuity.write',
  'standards.write',
  'reports.write',
  'reports.approve',
  'policy.draft',
  'portal.tickets',
  'portal.all-tickets',
  'portal.decisions',
  'portal.budget',
  'portal.outages',
  'agreements.read',
  'agreements.write',
  'agreements.approve',
  'audit.read',
  'identity.people',
  'identity.tokens',
] as const
export type Permission = (typeof PERMISSIONS)[number]

const BY_ROLE: Record<Role, readonly Permission[]> = {
  owner: PERMISSIONS,
  technician: [
    ...LOOK,
    'clients.write',
    'devices.write',
    'monitoring.write',
    'recovery.prove',
    'recovery.sandbox',
    'recovery.keep',
    'mail.write',
    'mail.open',
    'servicedesk.write',
    'lifecycle.write',
    'recommendations.write',
    'continuity.write',
    'standards.write',
    'reports.write',
    'reports.approve',
    'policy.draft',
    'identity.tokens',
  ],
  planner: [
    ...LOOK,
    'clients.write',
    'servicedesk.write',
    'servicedesk.settings',
    'lifecycle.write',
    'recommendations.write',
    'continuity.write',
    'standards.write',
    'agreements.read',
    'agreements.write',
    'agreements.approve',
    'reports.write',
    'reports.approve',
    'identity.tokens',
  ],
  'read-only': [...LOOK, 'identity.tokens'],
  // Of tickets a manager sees the firm's, others their own (slice servicedesk).
  // Of reports a client's people are shown the approved ones: the slice reports asks for the kind of actor too.
  'client-manager': [
    'portal.read',
    'portal.tickets',
    'portal.all-tickets',
    'portal.decisions',
    'portal.budget',
    'portal.outages',
    'reports.read',
    'recovery.sandbox',
  ],
  'client-user': ['portal.read', 'portal.tickets'],
}

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return new Set(BY_ROLE[role])
}

/** A token makes no people and no tokens, whoever made it: what leaks from a script must not be able to outlive its revocation. */
export function mayBeInToken(permission: string): boolean {
  return !permission.startsWith('identity.')
}
