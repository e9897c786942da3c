/** What is told about one backup, also about one that never ran. */
import type { BackupResult, DevicePolicy, Manifest } from '@mainstay/contract/agent'
import type { ResticEnd } from './restic-output.ts'

type About = { jobId: string; startedAt: Date; endedAt: Date; policy: DevicePolicy; message: string }

export function neverRan(about: About): BackupResult {
  return backupResult(about, null, null, null)
}

/** Manifest and snapshot belong together: without a snapshot nothing was recorded for anyone to compare. */
export function backupResult(about: About, end: ResticEnd | null, snapshotId: string | null, manifest: Manifest | null): BackupResult {
  return {
    kind: 'backup',
    jobId: about.jobId,
    policyRevision: about.policy.revision,
    startedAt: about.startedAt.toISOString(),
    endedAt: about.endedAt.toISOString(),
    outcome: outcome(end, snapshotId),
    exitCode: end?.exitCode ?? null,
    message: about.message.slice(0, 2000),
    snapshotId,
    paths: about.policy.backup?.paths ?? [],
    filesProcessed: end?.summary?.filesProcessed ?? 0,
    bytesProcessed: end?.summary?.bytesProcessed ?? 0,
    bytesAdded: end?.summary?.bytesAdded ?? 0,
    manifest,
  }
}

/** restic ends with 3 when a snapshot was made but some files could not be read. */
function outcome(end: ResticEnd | null, snapshotId: string | null): BackupResult['outcome'] {
  if (snapshotId === null) return 'failed'
  if (end?.exitCode === 0) return 'done'
  return end?.exitCode === 3 ? 'partial' : 'failed'
}
