/** What a recovery is asked for, what it works with, and what comes of it. */
import type { ManifestEntry } from '@mainstay/contract/agent'
import type { ImageFormat, RecoverProgress, RecoverResult } from '@mainstay/contract/recovery'
import type { WholePoint } from '../prove/open-point.ts'
import type { PasswordSource, ResticTarget } from '../prove/restic-process.ts'
import type { ResticVersion } from '../prove/restic-version.ts'

export type Wanted =
  /** Paths as they were on the machine; none: everything. */
  | { kind: 'files'; paths: readonly string[] }
  /** `name`: which one, where there are several. */
  | { kind: 'disk'; name: string | null; format: ImageFormat | null }
  | { kind: 'database'; name: string | null }

export type RecoverOptions = {
  repository: string
  password: PasswordSource
  /** `latest`, or the first digits of an id. */
  restorePoint: string
  wanted: Wanted
  /** A folder, a file or a device. */
  target: string
  overwrite: boolean
  /** What the agent hashed at backup time: compared beside the repository's own hashes. */
  manifest: readonly ManifestEntry[]
  /** For restic's cache and the note of what runs. */
  workFolder: string
  binary?: string
  env?: NodeJS.ProcessEnv
  onProgress(progress: Omit<RecoverProgress, 'event' | 'secondsLeft'>): void
  signal: AbortSignal
}

export type Run = Omit<RecoverOptions, 'repository' | 'password' | 'restorePoint' | 'wanted' | 'workFolder' | 'binary' | 'env'> & {
  restic: ResticTarget
  version: ResticVersion
  point: WholePoint
}
export type Came = Pick<RecoverResult, 'outcome' | 'files' | 'bytes' | 'skippedBytes' | 'resumed' | 'verified' | 'damaged' | 'reasons'>

export const NOTHING: Came = {
  outcome: 'failed',
  files: 0,
  bytes: 0,
  skippedBytes: 0,
  resumed: false,
  verified: false,
  damaged: [],
  reasons: [],
}
