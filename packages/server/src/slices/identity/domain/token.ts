/** API tokens: their rights are at most their maker's when made, and again at each use. */
import { err, type Id, ok, type Result } from '@mainstay/kernel'
import { mayBeInToken, permissionsOf } from './permissions.ts'
import type { ClientScope, Person } from './person.ts'

export type ApiToken = {
  id: Id
  personId: Id
  name: string
  scopes: readonly string[]
  clients: ClientScope
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

export type Rights = { permissions: ReadonlySet<string>; clients: ClientScope }

export function rightsOf(person: Pick<Person, 'role' | 'clients'>): Rights {
  return { permissions: permissionsOf(person.role), clients: person.clients }
}

/** `what` is a permission, or access to clients: the maker does not have it, or no token may. */
export type NotMintable = { why: 'beyond-rights' | 'not-for-tokens'; what: string }

export function mintable(maker: Rights, wanted: { scopes: readonly string[]; clients: ClientScope }): Result<true, NotMintable> {
  const beyond = (what: string): Result<true, NotMintable> => err({ why: 'beyond-rights', what })
  const lacking = wanted.scopes.find((scope) => !maker.permissions.has(scope))
  if (lacking !== undefined) return beyond(lacking)
  const personal = wanted.scopes.find((scope) => !mayBeInToken(scope))
  if (personal !== undefined) return err({ why: 'not-for-tokens', what: personal })
  if (maker.clients === 'all') return ok(true)
  if (wanted.clients === 'all') return beyond('access to all clients')
  const own = maker.clients
  return wanted.clients.every((id) => own.includes(id)) ? ok(true) : beyond('access to this client')
}

/** What is left of a token's rights now that its maker's are these. */
export function effectiveRights(token: Pick<ApiToken, 'scopes' | 'clients'>, maker: Rights): Rights {
  const permissions = new Set(token.scopes.filter((scope) => maker.permissions.has(scope) && mayBeInToken(scope)))
  return { permissions, clients: common(token.clients, maker.clients) }
}

export function isUsable(token: Pick<ApiToken, 'expiresAt' | 'revokedAt'>, maker: Pick<Person, 'disabledAt'>, now: Date): boolean {
  return token.revokedAt === null && maker.disabledAt === null && now.getTime() < token.expiresAt.getTime()
}

function common(a: ClientScope, b: ClientScope): ClientScope {
  if (a === 'all') return b
  return b === 'all' ? a : a.filter((id) => b.includes(id))
}
