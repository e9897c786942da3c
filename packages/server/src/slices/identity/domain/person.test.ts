import { newId } from '@mainstay/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changePerson, checkGrant, CLIENT_ROLES, isActiveOwner, type Person, type Role, STAFF_ROLES } from './person.ts'

const now = new Date('2026-11-24T09:00:00Z')
const acme = newId()
const person = (o: Partial<Person> = {}): Person => ({
  id: newId(),
  email: 'pat@provider.example',
  name: 'Pat',
  role: 'technician',
  clients: 'all',
  createdAt: now,
  disabledAt: null,
  ...o,
})
const ROLES: Role[] = [...STAFF_ROLES, ...CLIENT_ROLES]

test.each([
  { role: 'owner', clients: 'all', answer: 'fine' },
  { role: 'owner', clients: [acme], answer: 'owner-sees-all' },
  { role: 'technician', clients: 'all', answer: 'fine' },
  { role: 'technician', clients: [acme], answer: 'fine' },
  { role: 'technician', clients: [], answer: 'needs-clients' },
  { role: 'client-manager', clients: [acme], answer: 'fine' },
  { role: 'client-manager', clients: 'all', answer: 'needs-clients' },
  { role: 'client-user', clients: 'all', answer: 'needs-clients' },
  { role: 'client-user', clients: [], answer: 'needs-clients' },
] as const)('$role for $clients: $answer', ({ role, clients, answer }) => {
  const decision = checkGrant(role, clients)
  expect(decision.ok ? 'fine' : decision.error).toBe(answer)
})

test.each([
  { what: 'demoted', change: { role: 'technician' as const } },
  { what: 'switched off', change: { disabled: true } },
])('the last owner cannot be $what, one of two can', ({ change }) => {
  const owner = person({ role: 'owner' })
  expect(changePerson(owner, change, 0, now)).toEqual({ ok: false, error: 'last-owner' })
  expect(changePerson(owner, change, 1, now).ok).toBe(true)
})

test('a demotion to a client role needs the clients in the same change', () => {
  expect(changePerson(person(), { role: 'client-user' }, 1, now)).toEqual({ ok: false, error: 'needs-clients' })
  expect(changePerson(person(), { role: 'client-user', clients: [acme, acme] }, 1, now)).toMatchObject({
    ok: true,
    value: { role: 'client-user', clients: [acme] },
  })
})

test('switching off twice keeps the first time, switching on clears it', () => {
  const off = person({ disabledAt: new Date(0) })
  expect(changePerson(off, { disabled: true }, 1, now)).toMatchObject({ value: { disabledAt: new Date(0) } })
  expect(changePerson(off, { disabled: false }, 1, now)).toMatchObject({ value: { disabledAt: null } })
})

test('whatever is changed, an owner who can sign in remains', () => {
  const change = fc.record(
    { role: fc.constantFrom(...ROLES), clients: fc.constantFrom('all' as const, [acme]), disabled: fc.boolean() },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), change), { maxLength: 20 }), (changes) => {
      const people = [person({ role: 'owner' }), person({ role: 'owner' }), person()]
      for (const [n, wanted] of changes) {
        const before = people[n]
        if (before === undefined) continue
        const decision = changePerson(before, wanted, people.filter((p) => p !== before && isActiveOwner(p)).length, now)
        if (decision.ok) people[n] = decision.value
      }
      expect(people.some(isActiveOwner)).toBe(true)
    }),
  )
})
