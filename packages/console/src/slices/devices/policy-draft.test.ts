import { PolicyChangeSchema } from '@mainstay/contract/devices'
import { expect, test } from 'vitest'
import { changeOf, formOf, problemOf, hasNumberProblem, numberProblem } from './policy-draft.ts'

const blank = formOf(null)

test('what the form makes is what the server takes', () => {
  const change = changeOf({ ...blank, paths: '/srv/data\n /etc \n\n/srv/data', excludes: '*.tmp' })
  expect(PolicyChangeSchema.parse(change)).toEqual(change)
  expect(change.backup).toMatchObject({ paths: ['/srv/data', '/etc'], excludes: ['*.tmp'], rpoSeconds: 14_400, proofLevel: 'L2' })
})

test('a policy goes into the form and comes out the same', () => {
  const change = changeOf({ ...blank, paths: '/home', rpoHours: 0.5, everyMinutes: 15, rtoHours: 8, proofLevel: 'L4', checks: 'tcp 22' })
  const policy = { v: 1 as const, revision: 3, programs: { agent: null, restic: null }, fanOutLimit: 5, ...change }
  expect(changeOf(formOf(policy))).toEqual(change)
})

test('no path means no protection, not an empty one', () => expect(changeOf(blank).backup).toBeNull())

test.each([
  [{ paths: 'srv/data' }, '“srv/data” is not a full path'],
  [{ paths: '/srv', everyMinutes: 600, rpoHours: 4 }, 'cannot keep a promise of 4 h'],
  [{ paths: '/', checks: 'ping' }, '“ping” is no check'],
  [{ paths: '/', proofLevel: 'L4' as const }, 'name at least one check'],
  [{ paths: Array.from({ length: 65 }, (_, n) => `/srv/${n}`).join('\n') }, 'At most 64 folders'],
])('a form that makes no sense says why: %#', (change, words) => expect(problemOf({ ...blank, ...change })).toContain(words))

test('a form that makes sense has no problem', () => expect(problemOf({ ...blank, paths: '/srv/data' })).toBeNull())

test.each([Number.NaN, 0, 4, 5.5, 9_999_999])('a backup every %s minutes is refused at its field, by name', (everyMinutes) => {
  expect(numberProblem({ ...blank, everyMinutes }, 'everyMinutes')).toBe('Back up every: a whole number of minutes from 5 to 44,640.')
  expect(hasNumberProblem({ ...blank, everyMinutes })).toBe(true)
})

test('the form that a machine begins with has no wrong number, and half an hour is a promise', () => {
  expect(hasNumberProblem({ ...blank, rpoHours: 0.5 })).toBe(false)
})
