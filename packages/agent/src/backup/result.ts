/** What is told about one backup, also about one that never ran. */
import type { BackupResult, DevicePolicy } from '@mainstay/contract/agent'
import { type Backup, failed } from './make-backup.ts'

type About = { jobId: string; startedAt: Date; endedAt: Date; policy: DevicePolicy }

export function neverRan(about: About & { message: string }): BackupResult {
  return backupResult(about, { ...failed(about.message), paths: about.policy.backup?.paths ?? [] })
}

/** Manifest and snapshot belong together: without a snapshot nothing was recorded for anyone to compare. */
export function backupResult(about: About, backup: Backup): BackupResult {
  return {
    kind: 'backup',
    jobId: about.jobId,
    policyRevision: about.policy.revision,
    startedAt: about.startedAt.toISOString(),
    endedAt: about.endedAt.toISOString(),
    outcome: outcome(backup),
    exitCode: backup.end?.exitCode ?? null,
    message: backup.message.slice(0, 2000),
    snapshotId: backup.snapshotId,
    paths: backup.paths,
    filesProcessed: backup.counts.files,
    bytesProcessed: backup.counts.bytes,
    bytesAdded: backup.counts.added,
    manifest: backup.manifest,
    ...(backup.parts.length === 0 ? {} : { parts: backup.parts }),
  }
}

/** restic ends with 3 when a snapshot was made but some files could not be read. */
function outcome({ end, snapshotId, incomplete }: Backup): BackupResult['outcome'] {
  if (snapshotId === null) return 'failed'
  if (end?.exitCode === 0) return incomplete ? 'partial' : 'done'
  return end?.exitCode === 3 ? 'partial' : 'failed'
}
