/** The roles in words. */
import type { Role } from '@mainstay/contract/identity'

export const roleName: Record<Role, string> = {
  owner: 'Owner',
  technician: 'Technician',
  planner: 'Planner',
  'read-only': 'Read only',
  'client-manager': 'Client’s manager',
  'client-user': 'Client’s user',
}

export const roleMeaning: Record<Role, string> = {
  owner: 'sees every client and does everything, people included',
  technician: 'runs devices, drafts policies, proves recovery, writes and approves reports',
  planner: 'looks after clients and reports',
  'read-only': 'sees, changes nothing',
  'client-manager': 'sees the portal with the approved reports of their firm',
  'client-user': 'sees the portal of their firm',
}

export const staffRoles = ['owner', 'technician', 'planner', 'read-only'] as const
export const clientRoles = ['client-manager', 'client-user'] as const

export function isClientRole(role: Role): boolean {
  return clientRoles.some((one) => one === role)
}

/** Whom a person may be given: an owner always everyone, a client's people always named clients. */
export function scopeChoices(role: Role): 'all' | 'some' | 'either' {
  if (role === 'owner') return 'all'
  return isClientRole(role) ? 'some' : 'either'
}
