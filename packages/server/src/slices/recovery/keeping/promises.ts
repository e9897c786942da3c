/** What is wrong now with what is kept of a device: each is an alert. */
import type { CopyStanding } from '@mainstay/contract/recovery'
import type { CleanStanding } from '../clean/store.ts'
import type { Broken } from '../promises.ts'

export type Kept = {
  clean: CleanStanding | null
  used: { bytes: number; quotaBytes: number | null } | null
  /** Snapshots that came in, of which no backup of its agent told: how many, and since when. */
  untold: { count: number; since: Date } | null
  copies: readonly CopyStanding[]
}

const WARN_SHARE = 0.8

export function brokenKeeping(kept: Kept): Broken[] {
  return [...suspects(kept.clean), ...quota(kept.used), ...untold(kept.untold), ...copies(kept.copies)]
}

/** As long as no clean one is newer. */
function suspects(clean: CleanStanding | null): Broken[] {
  const newest = clean?.suspects[0]
  if (clean === null || newest === undefined || (clean.lastCleanAt !== null && clean.lastCleanAt > newest.takenAt)) return []
  const last =
    clean.lastCleanAt === null
      ? 'no restore point of it was found clean'
      : `the last clean restore point is of ${clean.lastCleanAt.toISOString()}`
  return [
    {
      rule: 'recovery-suspect',
      ruleName: 'Restore points can be trusted',
      state: 'critical',
      summary: newest.infected
        ? 'Malware was found in its newest restore point'
        : 'Files in its newest restore point look encrypted by an attacker',
      detail: `restore point of ${newest.takenAt.toISOString()}, score ${newest.score} of 100; ${last}, and nothing removes it`,
    },
  ]
}

function quota(used: Kept['used']): Broken[] {
  if (used === null || used.quotaBytes === null) return []
  const share = used.bytes / used.quotaBytes
  if (share < WARN_SHARE) return []
  const full = share >= 1
  return [
    {
      rule: 'recovery-quota',
      ruleName: 'Room for its backups',
      state: full ? 'critical' : 'warning',
      summary: full ? 'Its backups have used up their quota: no more come in' : 'Its backups have used more than 80 % of their quota',
      detail: `${used.bytes} of ${used.quotaBytes} bytes`,
    },
  ]
}

function untold(found: Kept['untold']): Broken[] {
  if (found === null) return []
  return [
    {
      rule: 'recovery-untold',
      ruleName: 'Snapshots that no backup told of',
      state: 'warning',
      summary: 'Snapshots came into its repository that its agent did not make: somebody may be using its credential',
      detail: `${found.count} since ${found.since.toISOString()}; they take no good restore point’s place`,
    },
  ]
}

function copies(all: readonly CopyStanding[]): Broken[] {
  return all
    .flatMap((copy): Broken[] => {
      const rule = 'recovery-copy'
      const ruleName = 'Copy in another place'
      if (copy.standing === 'alarm')
        return [
          {
            rule,
            ruleName,
            state: 'critical',
            summary: `The copy “${copy.name}” found something wrong with its backups`,
            detail: copy.findings.map(({ text }) => text).join(' '),
          },
        ]
      if (copy.standing === 'silent')
        return [
          {
            rule,
            ruleName,
            state: 'unknown',
            summary: `The copy “${copy.name}” is silent: whether its backups are there is not known`,
            detail: `heard last at ${copy.saidAt}`,
          },
        ]
      return []
    })
    .slice(0, 1)
}
