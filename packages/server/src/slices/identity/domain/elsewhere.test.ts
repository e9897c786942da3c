import { newId } from '@mainstay/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideElsewhere, type Newcomer, verifiedEmail } from './elsewhere.ts'
import type { Person } from './person.ts'

const tom: Person = {
  id: newId(),
  email: 'tom@acme.example',
  name: 'Tom',
  role: 'technician',
  clients: 'all',
  createdAt: new Date(0),
  disabledAt: null,
}
const off = { ...tom, disabledAt: new Date(1) }
const claims = { sub: 's1', email: 'Tom@Acme.example', email_verified: true, groups: ['it', 'staff'], name: ' Tom T. ' }
const client = newId()
const someone: Newcomer = { claims, linked: null, byEmail: null, byEmailLinkedOtherwise: false, domains: ['acme.example'], rules: [] }
const rule = { claim: 'groups', value: 'it', role: 'read-only' as const, clients: [client] }

test.each<[string, Partial<Newcomer>, object]>([
  ['linked: enters, whatever the address', { linked: tom, claims: { sub: 's1' } }, { kind: 'enter', personId: tom.id }],
  ['linked and switched off', { linked: off }, { kind: 'refuse', why: 'disabled' }],
  ['invited, by the verified address', { byEmail: tom }, { kind: 'link', personId: tom.id }],
  ['invited and switched off', { byEmail: off }, { kind: 'refuse', why: 'disabled' }],
  ['invited, linked to another account there', { byEmail: tom, byEmailLinkedOtherwise: true }, { kind: 'refuse', why: 'linked-otherwise' }],
  ['invited, but of another domain', { byEmail: tom, domains: ['other.example'] }, { kind: 'refuse', why: 'domain-not-allowed' }],
  ['of a domain below', { byEmail: tom, domains: ['example'] }, { kind: 'refuse', why: 'domain-not-allowed' }],
  ['not verified', { byEmail: tom, claims: { ...claims, email_verified: false } }, { kind: 'refuse', why: 'email-unverified' }],
  ['not said whether verified', { byEmail: tom, claims: { email: tom.email } }, { kind: 'refuse', why: 'email-unverified' }],
  ['"verified" as text', { byEmail: tom, claims: { ...claims, email_verified: 'true' } }, { kind: 'refuse', why: 'email-unverified' }],
  ['nobody', {}, { kind: 'refuse', why: 'nobody-here' }],
  ['by a rule', { rules: [rule] }, { kind: 'make', email: 'tom@acme.example', name: 'Tom T.', role: 'read-only', clients: [client] }],
  [
    'by the first rule that holds',
    { rules: [{ ...rule, value: 'x' }, { ...rule, role: 'planner' }, rule] },
    { kind: 'make', role: 'planner' },
  ],
  ['a rule for a claim that is no list', { rules: [{ ...rule, claim: 'sub', value: 's1' }] }, { kind: 'make' }],
  [
    'a rule that holds, with an address nobody verified',
    { rules: [rule], claims: { ...claims, email_verified: undefined } },
    { why: 'email-unverified' },
  ],
  ['a role in the token is nothing without a rule', { claims: { ...claims, role: 'owner', roles: ['owner'] } }, { why: 'nobody-here' }],
  ['a rule changes nothing of a person who is here', { byEmail: tom, rules: [rule] }, { kind: 'link', personId: tom.id }],
])('%s', (_, change, expected) => expect(decideElsewhere({ ...someone, ...change })).toMatchObject(expected))

test('whatever the token says, without a rule nobody is made, and nobody enters who was not linked or invited', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('email', 'email_verified', 'role', 'groups', 'sub'), fc.anything()), (claims) => {
      expect(decideElsewhere({ ...someone, claims })).toMatchObject({ kind: 'refuse' })
    }),
  )
})

test.each(['a b@acme.example', 'acme.example', 'a@b@acme.example', '', `${'x'.repeat(250)}@acme.example`])('%j is no address', (email) =>
  expect(verifiedEmail({ email, email_verified: true })).toBeNull(),
)
