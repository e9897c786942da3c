/** One backup, in a child of its own: programs before, dumps, folders or disks, a sample hashed independently of restic, programs after; and the result on disk. */
import { rmSync } from 'node:fs'
import { setPriority } from 'node:os'
import { DevicePolicySchema, RepositoryAnswerSchema, type BackupPolicy, type BackupResult } from '@mainstay/contract/agent'
import { AppError } from '@mainstay/kernel'
import { z } from 'zod'
import { type Backup, failed, makeBackup } from '../backup/make-backup.ts'
import { withHooks } from '../backup/hooks.ts'
import { checkPinned, createRunRestic, findRestic, repositoryUrl } from '../backup/restic.ts'
import { backupResult } from '../backup/result.ts'
import { filesIn } from '../runtime/files.ts'
import { loadIdentity } from '../runtime/identity.ts'
import { reasonOf } from '../runtime/log.ts'
import { thisProgram } from '../runtime/program.ts'
import { keepResult, resultName } from '../runtime/results.ts'

const InputSchema = z.object({
  data: z.string(),
  server: z.string(),
  jobId: z.string(),
  policy: DevicePolicySchema,
  repository: RepositoryAnswerSchema,
})

/** The first lets the machine's own work go before; 10 is what nice(1) adds. */
const NICE = 10

export async function backupJob(input: unknown, signal: AbortSignal): Promise<{ outcome: BackupResult['outcome'] }> {
  const job = InputSchema.parse(input)
  const startedAt = new Date()
  setPriority(NICE)
  const done = await backUp(job, signal).catch((error: unknown) => failed(reasonOf(error)))
  if (signal.aborted) return { outcome: 'failed' }
  const about = { jobId: job.jobId, startedAt, endedAt: new Date(), policy: job.policy }
  const result = backupResult(about, done)
  keepResult(filesIn(job.data).results, resultName(startedAt, 'backup'), result)
  return { outcome: result.outcome }
}

async function backUp(job: z.infer<typeof InputSchema>, signal: AbortSignal): Promise<Backup> {
  const { policy, repository } = job
  const files = filesIn(job.data)
  const identity = loadIdentity(files.identity)
  if (identity === null) throw new AppError('agent.not-enrolled', { path: files.identity })
  const backup: BackupPolicy | null = policy.backup
  if (backup === null) return failed('the policy has no backup')
  const program = findRestic(process.env, process.execPath)
  if (program === null) throw new AppError('agent.no-restic', {})
  await checkPinned(program, policy.programs.restic)
  const access = {
    program,
    repository: repositoryUrl(job.server, repository),
    password: repository.repositoryKey,
    cache: files.resticCache,
    caFile: process.env.NODE_EXTRA_CA_CERTS ?? null,
  }
  const restic = createRunRestic(access, process.env, signal)
  const clearWork = (): void => rmSync(files.backupWork, { recursive: true, force: true })
  clearWork()
  try {
    const streams = { restic, program: thisProgram(), host: identity.deviceId, run: job.jobId, folder: files.backupWork, signal }
    const work = () => makeBackup({ streams, policy: backup, identity })
    const hooked = await withHooks(backup.hooks ?? {}, signal, work, ({ snapshotId }) => snapshotId !== null)
    if (hooked.kind === 'refused') return failed(hooked.reason)
    const { value, after } = hooked
    return after === null ? value : { ...value, message: `${value.message}; ${after}`, incomplete: true }
  } finally {
    clearWork()
  }
}
