/** Which promises of a recovery policy are not kept now (design: semantics, 3). */
import type { BackupPolicy } from '@mainstay/contract/agent'
import type { Condition } from '../monitoring/index.ts'
import type { LastBackup } from './store.ts'
import { type Proof, rpoAchieved, rtoAchieved } from './domain.ts'

export type Broken = Pick<Condition, 'rule' | 'ruleName' | 'state' | 'summary' | 'detail'>

/** The worst of so many tests counts for the time to come back. */
const TESTS = 10
/** A new policy is given so long for its first backup and its test, however short the promise. */
const FIRST_PROOF_MS = 86_400_000

export function brokenPromises(o: {
  policy: BackupPolicy
  appliedAt: Date
  proofs: readonly Proof[]
  lastBackup: LastBackup | null
  now: Date
}): Broken[] {
  return [...failedBackup(o.lastBackup), ...failedTest(o.proofs), ...dataPromise(o), ...timePromise(o)]
}

function failedBackup(last: LastBackup | null): Broken[] {
  if (last?.outcome !== 'failed') return []
  return [
    {
      rule: 'recovery-backup',
      ruleName: 'Last backup',
      state: 'warning',
      summary: 'Its last backup failed',
      detail: `at ${last.endedAt.toISOString()}: ${last.message}`,
    },
  ]
}

function failedTest(proofs: readonly Proof[]): Broken[] {
  const newest = proofs.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0]
  if (newest?.verdict !== 'failed') return []
  return [
    {
      rule: 'recovery-test',
      ruleName: 'Last test of the backup',
      state: 'critical',
      summary: 'The last test of its backup failed: it could not be brought back from it',
      detail: `tested at ${newest.at.toISOString()}, restore point of ${newest.takenAt.toISOString()}`,
    },
  ]
}

/** RPO. Twice the promise is critical; what was never proven is unknown. */
function dataPromise({ policy, appliedAt, proofs, now }: Parameters<typeof brokenPromises>[0]): Broken[] {
  const [rule, ruleName] = ['recovery-rpo', 'Age of the newest proven backup']
  const promised = policy.rpoSeconds
  const achieved = rpoAchieved(proofs, policy.proofLevel, now)
  if (achieved === null) {
    if (now.getTime() - appliedAt.getTime() < Math.max(FIRST_PROOF_MS, promised * 1000)) return []
    const summary = 'No backup of it is proven: whether it could be brought back is not known'
    return [{ rule, ruleName, state: 'unknown', summary, detail: `asked: a test of level ${policy.proofLevel}` }]
  }
  if (achieved <= promised) return []
  return [
    {
      rule,
      ruleName,
      state: achieved > 2 * promised ? 'critical' : 'warning',
      summary: `Its newest proven backup is older than the ${span(promised)} that were promised`,
      detail: `restore point of ${new Date(now.getTime() - achieved * 1000).toISOString()}`,
    },
  ]
}

/** RTO, by the worst of the last tests. */
function timePromise({ policy, proofs }: Parameters<typeof brokenPromises>[0]): Broken[] {
  const { worst } = rtoAchieved(proofs, TESTS)
  if (worst === null || worst <= policy.rtoSeconds) return []
  return [
    {
      rule: 'recovery-rto',
      ruleName: 'Time to bring it back',
      state: 'warning',
      summary: `Bringing it back takes longer than the ${span(policy.rtoSeconds)} that were promised`,
      detail: `the worst of the last ${TESTS} tests took ${span(Math.round(worst))}`,
    },
  ]
}

function span(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`
}
