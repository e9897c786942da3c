import { expect, test } from 'vitest'
import { peopleTitle } from './people-title.ts'
import { scopeChoices } from './roles.ts'

const person = (twoFactor: boolean, o = {}) => ({ twoFactor, hasPassword: true, disabled: false, invited: false, ...o })

test.each([
  [[person(false)], 'One person can sign in, by password alone'],
  [[person(true)], 'One person can sign in, not by password alone'],
  [[person(true), person(false)], '2 people can sign in, 1 by password alone'],
  [[person(false, { hasPassword: false }), person(true)], '2 people can sign in, nobody by password alone'],
  [[person(true), person(false, { disabled: true }), person(false, { invited: true })], 'One person can sign in, not by password alone'],
])('the title says how safe the doors are: %#', (people, title) => expect(peopleTitle(people)).toBe(title))

test('an owner sees all, people of a client only theirs', () =>
  expect((['owner', 'technician', 'client-user'] as const).map(scopeChoices)).toEqual(['all', 'either', 'some']))
