/** A person: staff of the provider, or one of a client's people; and the rules for changing what they may do. */
import { err, type Id, ok, type Result } from '@mainstay/kernel'

export const STAFF_ROLES = ['owner', 'technician', 'planner', 'read-only'] as const
export const CLIENT_ROLES = ['client-manager', 'client-user'] as const
export type Role = (typeof STAFF_ROLES)[number] | (typeof CLIENT_ROLES)[number]

export type ClientScope = 'all' | readonly Id[]

export type Person = {
  id: Id
  email: string
  name: string
  role: Role
  clients: ClientScope
  createdAt: Date
  disabledAt: Date | null
}

export type PersonChange = {
  name?: string | undefined
  role?: Role | undefined
  clients?: ClientScope | undefined
  disabled?: boolean | undefined
}

export type GrantProblem = 'needs-clients' | 'owner-sees-all'
export type ChangeProblem = GrantProblem | 'last-owner'

export function kindOf(role: Role): 'staff' | 'client' {
  return (CLIENT_ROLES as readonly string[]).includes(role) ? 'client' : 'staff'
}

/** A client's people never see every client; an owner always does, so that no owner can give more than they have. */
export function checkGrant(role: Role, clients: ClientScope): Result<true, GrantProblem> {
  if (role === 'owner' && clients !== 'all') return err('owner-sees-all')
  if (clients !== 'all' && clients.length === 0) return err('needs-clients')
  if (kindOf(role) === 'client' && clients === 'all') return err('needs-clients')
  return ok(true)
}

/** `otherOwners`: how many owners besides this person can sign in. One always remains. */
export function changePerson(person: Person, change: PersonChange, otherOwners: number, now: Date): Result<Person, ChangeProblem> {
  const changed: Person = {
    ...person,
    name: change.name ?? person.name,
    role: change.role ?? person.role,
    clients: change.clients === undefined ? person.clients : distinct(change.clients),
    disabledAt: disabledAt(person, change.disabled, now),
  }
  const grant = checkGrant(changed.role, changed.clients)
  if (!grant.ok) return grant
  if (isActiveOwner(person) && !isActiveOwner(changed) && otherOwners === 0) return err('last-owner')
  return ok(changed)
}

export function isActiveOwner(person: Pick<Person, 'role' | 'disabledAt'>): boolean {
  return person.role === 'owner' && person.disabledAt === null
}

export function distinct(clients: ClientScope): ClientScope {
  return clients === 'all' ? 'all' : [...new Set(clients)]
}

function disabledAt(person: Person, disabled: boolean | undefined, now: Date): Date | null {
  if (disabled === undefined) return person.disabledAt
  return disabled ? (person.disabledAt ?? now) : null
}
