import { expect, test } from 'vitest'
import { type Proof, counts, isTestDue, restorePointOf, rpoAchieved, rtoAchieved, standing, timeOf } from './domain.ts'

const now = new Date('2026-11-24T12:00:00Z')
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000)
const proof = (o: Partial<Proof>): Proof => ({
  at: ago(1),
  takenAt: ago(2),
  verdict: 'passed',
  level: 'L2',
  rtoSeconds: 40,
  expiresAt: ago(-24),
  ...o,
})

test('a restore point is as old as the earlier of what the client wrote and when the server received it', () => {
  expect(timeOf({ written: ago(1), receivedAt: ago(2) })).toEqual(ago(2))
  expect(timeOf({ written: ago(3), receivedAt: ago(2) })).toEqual(ago(3))
  expect(timeOf({ written: ago(3), receivedAt: null })).toEqual(ago(3))
})

test('RPO counts from the newest point that passed at the asked level; none is not known', () => {
  expect(rpoAchieved([], 'L2', now)).toBeNull()
  expect(rpoAchieved([proof({ verdict: 'failed' }), proof({ verdict: 'unknown' })], 'L2', now)).toBeNull()
  expect(rpoAchieved([proof({ level: 'L1' })], 'L2', now)).toBeNull()
  expect(rpoAchieved([proof({ takenAt: ago(5) }), proof({ takenAt: ago(3) })], 'L2', now)).toBe(3 * 3600)
})

test('a point that failed after it passed no longer counts; one that passed again, or could not be tested again, does', () => {
  const passed = proof({ at: ago(3), takenAt: ago(4) })
  const older = proof({ at: ago(9), takenAt: ago(10) })
  const again = (verdict: Proof['verdict'], hours: number) => proof({ verdict, at: ago(hours), takenAt: ago(4) })
  expect(rpoAchieved([again('failed', 2), passed, older], 'L2', now)).toBe(10 * 3600)
  expect(rpoAchieved([again('failed', 2), passed], 'L2', now)).toBeNull()
  expect(rpoAchieved([again('passed', 1), again('failed', 2), passed], 'L2', now)).toBe(4 * 3600)
  expect(rpoAchieved([again('unknown', 2), passed], 'L2', now)).toBe(4 * 3600)
})

test('a proof expires at its time, not after', () => {
  expect(counts(proof({ expiresAt: now }), 'L2', now)).toBe(false)
  expect(counts(proof({ expiresAt: new Date(now.getTime() + 1) }), 'L2', now)).toBe(true)
})

test('RTO is the last passed test and the worst of the last n', () => {
  const proofs = [proof({ at: ago(3), rtoSeconds: 90 }), proof({ at: ago(1), rtoSeconds: 30 }), proof({ at: ago(2), rtoSeconds: 60 })]
  expect(rtoAchieved(proofs, 2)).toEqual({ last: 30, worst: 60 })
  expect(rtoAchieved([proof({ verdict: 'failed' })], 5)).toEqual({ last: null, worst: null })
})

test('a newer failed test outweighs an older passed one, and nothing protected is said so', () => {
  const passed = proof({ at: ago(5) })
  expect(standing({ protected: true, proofs: [passed], asked: 'L2', now })).toBe('proven')
  expect(standing({ protected: true, proofs: [passed, proof({ at: ago(1), verdict: 'failed' })], asked: 'L2', now })).toBe('failed')
  expect(standing({ protected: true, proofs: [], asked: 'L2', now })).toBe('unproven')
  expect(standing({ protected: false, proofs: [], asked: 'L2', now })).toBe('not-protected')
})

test('a backup that failed or made no snapshot is no restore point', () => {
  expect(restorePointOf({ snapshotId: null, outcome: 'done' }).ok).toBe(false)
  expect(restorePointOf({ snapshotId: 'a', outcome: 'failed' }).ok).toBe(false)
  expect(restorePointOf({ snapshotId: 'a', outcome: 'partial' })).toMatchObject({ ok: true })
})

test.each([
  ['nothing was tested', [], true],
  ['the last test passed and lasts', [proof({ expiresAt: ago(-48) })], false],
  ['the last proof ends within a day', [proof({ expiresAt: ago(-23) })], true],
  ['the last test failed', [proof({ at: ago(0), verdict: 'failed', expiresAt: ago(-48) }), proof({ expiresAt: ago(-48) })], true],
  ['the last test has no answer', [proof({ at: ago(0), verdict: 'unknown', level: null, expiresAt: ago(-48) })], true],
  ['the last pass is below what is asked', [proof({ level: 'L1', expiresAt: ago(-48) })], true],
] as const)('a test is due or not: %s', (_what, proofs, due) => {
  expect(isTestDue(proofs, 'L2', now)).toBe(due)
})
