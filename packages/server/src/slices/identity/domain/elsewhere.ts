/** Who a person is that signed in elsewhere: known by their account there, by a verified address, by an owner's rule; or nobody. Pure. */
import type { Id } from '@mainstay/kernel'
import type { ClientScope, Person, Role } from './person.ts'

export type SignInRule = { claim: string; value: string; role: Exclude<Role, 'owner'>; clients: ClientScope }

export type Newcomer = {
  claims: Readonly<Record<string, unknown>>
  /** Of the account there: the person here that it was linked to. */
  linked: Person | null
  /** The person here with the address that the claims name. */
  byEmail: Person | null
  /** Whether that person is linked to another account there. */
  byEmailLinkedOtherwise: boolean
  domains: readonly string[]
  rules: readonly SignInRule[]
}

export type ElsewhereRefusal = 'disabled' | 'email-unverified' | 'domain-not-allowed' | 'linked-otherwise' | 'nobody-here'
export type ElsewhereDecision =
  | { kind: 'enter'; personId: Id }
  | { kind: 'link'; personId: Id }
  | { kind: 'make'; email: string; name: string; role: Exclude<Role, 'owner'>; clients: ClientScope }
  | { kind: 'refuse'; why: ElsewhereRefusal }

/** A link is by the account's own name there (`sub`), never by an address alone: addresses are given to somebody else. */
export function decideElsewhere(o: Newcomer): ElsewhereDecision {
  if (o.linked !== null) return o.linked.disabledAt === null ? { kind: 'enter', personId: o.linked.id } : refuse('disabled')
  const email = verifiedEmail(o.claims)
  if (email === null) return refuse('email-unverified')
  if (!o.domains.includes(email.slice(email.lastIndexOf('@') + 1))) return refuse('domain-not-allowed')
  if (o.byEmail !== null) {
    if (o.byEmail.disabledAt !== null) return refuse('disabled')
    return o.byEmailLinkedOtherwise ? refuse('linked-otherwise') : { kind: 'link', personId: o.byEmail.id }
  }
  const rule = o.rules.find(({ claim, value }) => holds(o.claims[claim], value))
  if (rule === undefined) return refuse('nobody-here')
  return { kind: 'make', email, name: nameIn(o.claims) ?? email, role: rule.role, clients: rule.clients }
}

/** In lower case; null unless the provider says by `true` itself that the address is the person's (OpenID Connect Core, 5.1). */
export function verifiedEmail(claims: Newcomer['claims']): string | null {
  const { email, email_verified: verified } = claims
  if (verified !== true || typeof email !== 'string' || !/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254) return null
  return email.toLowerCase()
}

function holds(claim: unknown, value: string): boolean {
  return claim === value || (Array.isArray(claim) && claim.includes(value))
}

function nameIn({ name }: Newcomer['claims']): string | null {
  return typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : null
}

function refuse(why: ElsewhereRefusal): ElsewhereDecision {
  return { kind: 'refuse', why }
}
