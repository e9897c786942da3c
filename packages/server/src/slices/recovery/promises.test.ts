import type { BackupPolicy } from '@mainstay/contract/agent'
import { expect, test } from 'vitest'
import type { Proof } from './domain.ts'
import { brokenPromises } from './promises.ts'
import type { LastBackup } from './store.ts'

const HOUR = 3_600_000
const now = new Date('2026-11-24T12:00:00Z')
const ago = (hours: number): Date => new Date(now.getTime() - hours * HOUR)
const policy: BackupPolicy = {
  paths: ['/srv'],
  excludes: [],
  everyMinutes: 240,
  rpoSeconds: 8 * 3600,
  rtoSeconds: 1800,
  proofLevel: 'L2',
  proofExpiryDays: 31,
  sampleFiles: 10,
}
const proof = (hours: number, change: Partial<Proof> = {}): Proof => ({
  at: ago(hours),
  takenAt: ago(hours),
  verdict: 'passed',
  level: 'L2',
  rtoSeconds: 60,
  expiresAt: new Date(now.getTime() + 31 * 24 * HOUR),
  ...change,
})
const broken = (proofs: Proof[], appliedHoursAgo = 1000, lastBackup: LastBackup | null = null) =>
  brokenPromises({ policy, appliedAt: ago(appliedHoursAgo), proofs, lastBackup, now }).map(({ rule, state }) => `${rule} ${state}`)

test.each<[string, Proof[], string[]]>([
  ['a fresh proof', [proof(1)], []],
  ['exactly the promise', [proof(8)], []],
  ['older than promised', [proof(9)], ['recovery-rpo warning']],
  ['more than twice as old', [proof(17)], ['recovery-rpo critical']],
  ['never proven', [], ['recovery-rpo unknown']],
  ['proven at too low a level', [proof(1, { level: 'L1' })], ['recovery-rpo unknown']],
  ['a proof that has expired', [proof(1, { expiresAt: ago(0.5) })], ['recovery-rpo unknown']],
  ['a failed test after a passed one', [proof(3), proof(1, { verdict: 'failed', level: null })], ['recovery-test critical']],
  ['a failed test, and then a passed one', [proof(3, { verdict: 'failed' }), proof(1)], []],
  ['a test that could not run', [proof(3), proof(1, { verdict: 'unknown' })], []],
  ['one slow test among the last', [proof(1), proof(5, { rtoSeconds: 1801 })], ['recovery-rto warning']],
])('%s', (_, proofs, expected) => expect(broken(proofs)).toEqual(expected))

test('a new policy is given a day for its first proof, or as long as its promise', () => {
  expect(broken([], 23)).toEqual([])
  expect(broken([], 25)).toEqual(['recovery-rpo unknown'])
})

test('a backup that failed is told until one works again', () => {
  const last = (outcome: LastBackup['outcome']): LastBackup => ({ endedAt: ago(1), outcome, message: 'restic: no space left' })
  expect(broken([proof(1)], 1000, last('failed'))).toEqual(['recovery-backup warning'])
  expect(broken([proof(1)], 1000, last('partial'))).toEqual([])
  expect(broken([proof(1)], 1000, last('done'))).toEqual([])
})

test('a summary stays the same while the promise stays broken, so that nothing is told twice', () => {
  const at = (hours: number) => brokenPromises({ policy, appliedAt: ago(1000), proofs: [proof(hours)], lastBackup: null, now })[0]?.summary
  expect(at(9)).toBe('Its newest proven backup is older than the 8 hours that were promised')
  expect(at(10)).toBe(at(9))
})
