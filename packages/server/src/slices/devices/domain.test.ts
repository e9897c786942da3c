import { expect, test } from 'vitest'
import { backupPathProblem, FIRST_POLICY, NO_POLICY, nextPolicy, policyApplied } from './domain.ts'

const at = new Date('2026-11-24T09:00:00Z')
const change = { collection: { intervalSeconds: 30 }, backup: null }
const first = { ...FIRST_POLICY, revision: 1 }

test('the first policy is revision 1 and protects nothing by itself', () => {
  const policy = nextPolicy(NO_POLICY, change)
  expect(policy).toMatchObject({ revision: 1, backup: null, collection: { intervalSeconds: 30 } })
})

test('a change builds on the draft that waits, else on what is applied, and always moves the revision on', () => {
  const draft = { ...first, revision: 4, fanOutLimit: 3 }
  expect(nextPolicy({ revision: 4, applied: first, appliedAt: at, draft }, change)).toMatchObject({ revision: 5, fanOutLimit: 3 })
  expect(nextPolicy({ revision: 7, applied: first, appliedAt: at, draft: null }, change).revision).toBe(8)
})

test('an applied policy ends the draft that it is, and keeps a newer one', () => {
  const draft = { ...first, revision: 2 }
  expect(policyApplied({ revision: 2, applied: first, appliedAt: at, draft }, draft, at)).toMatchObject({
    ok: true,
    value: { draft: null, revision: 2 },
  })
  const newer = { ...first, revision: 3 }
  expect(policyApplied({ revision: 3, applied: null, appliedAt: null, draft: newer }, draft, at)).toMatchObject({
    ok: true,
    value: { draft: newer },
  })
})

test('an older policy than the applied one is a stale message', () => {
  expect(policyApplied({ revision: 2, applied: { ...first, revision: 2 }, appliedAt: at, draft: null }, first, at)).toEqual({
    ok: false,
    error: 'stale',
  })
})

test.each([
  ['/srv/data', null],
  ['/srv/../etc', 'must not contain ..'],
  ['/proc', 'makes this anew'],
  ['/device', null],
])('protecting %s: %s', (path, problem) => {
  if (problem === null) expect(backupPathProblem([path])).toBeNull()
  else expect(backupPathProblem([path])).toContain(problem)
})
