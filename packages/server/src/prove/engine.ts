/** The extraction test: opens any restic repository, reads a restore point back, extracts it, compares it with what the agent hashed, and starts the server from it. */
import type { BackupPart, ManifestEntry, ProofLevel } from '@mainstay/contract/agent'
import type { ProofCheck, ProofResult } from '@mainstay/contract/recovery'
import { distinct, reason } from './reason.ts'
import type { PasswordSource } from './restic-process.ts'
import { runTest } from './run-test.ts'
import { createScratch, reapScratch } from './scratch.ts'
import type { OnProgress } from './steps.ts'

export type ProveOptions = {
  repository: string
  password: PasswordSource
  /** `latest`, or the first digits of an id. */
  restorePoint: string
  asked: ProofLevel
  /** What the agent hashed at backup time; null: none was recorded. */
  manifest: { entries: readonly ManifestEntry[]; dropped: number } | null
  /**
   * What belongs to the restore point and lies in snapshots of its own. Without it: those that carry the same tag of a run, which whoever
   * may write to the repository can set.
   */
  parts?: readonly BackupPart[]
  checks: readonly ProofCheck[]
  timeoutSeconds: number
  /** Scratch space; a folder of its own is made in it and always removed. */
  workFolder: string
  /** The server's own time of receipt, where there is a server. */
  receivedAt: Date | null
  /** Memory of a server that is started, MiB; by default what is there. */
  memoryMiB?: number
  /** How long a started server may take to show that it is up; by default what its processor asks for. */
  bootSeconds?: number
  /** How long its services may take from then on to answer the checks. */
  serviceSeconds?: number
  /** Keeps the picture of a started server's screen (PNG) and says under which name. */
  keepScreenshot?: (png: Buffer) => Promise<string>
  binary?: string
  env?: NodeJS.ProcessEnv
  onProgress?: OnProgress
  signal?: AbortSignal
}

export async function prove(options: ProveOptions): Promise<ProofResult> {
  const timeout = AbortSignal.timeout(options.timeoutSeconds * 1000)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal])
  await reapScratch(options.workFolder)
  const scratch = await createScratch(options.workFolder)
  try {
    const test = await runTest(options, scratch, signal)
    if (!signal.aborted) return test
    const why = timeout.aborted ? reason('recovery.timeout', { seconds: options.timeoutSeconds }) : reason('recovery.cancelled')
    // What had failed before the end stays failed.
    return { ...test, verdict: test.verdict === 'failed' ? 'failed' : 'unknown', reasons: distinct([...test.reasons, why]) }
  } finally {
    await scratch.remove()
  }
}
