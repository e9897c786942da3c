/** One backup, in a child of its own: sample and hash, restic, look again, sign, and leave the result on disk. */
import { setPriority } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { DevicePolicySchema, RepositoryAnswerSchema, type BackupPolicy, type BackupResult } from '@mainstay/contract/agent'
import { AppError } from '@mainstay/kernel'
import { z } from 'zod'
import { createExcludes } from '../backup/excludes.ts'
import { hashSample, type HashedSample, signManifest, stillTheSame } from '../backup/manifest.ts'
import { checkPinned, createRunRestic, findRestic, repositoryUrl, type RunRestic } from '../backup/restic.ts'
import type { ResticEnd } from '../backup/restic-output.ts'
import { backupResult } from '../backup/result.ts'
import { reservoir } from '../backup/sample.ts'
import { regularFiles } from '../backup/walk.ts'
import { filesIn } from '../runtime/files.ts'
import { loadIdentity } from '../runtime/identity.ts'
import { reasonOf } from '../runtime/log.ts'
import { keepResult, resultName } from '../runtime/results.ts'

const InputSchema = z.object({
  data: z.string(),
  server: z.string(),
  jobId: z.string(),
  policy: DevicePolicySchema,
  repository: RepositoryAnswerSchema,
})

const LOCKED = 11
const ASK_AGAIN_MS = 30_000
/** An hour. */
const MOST_ASKED = 120
/** The first lets the machine's own work go before; 10 is what nice(1) adds. */
const NICE = 10

export async function backupJob(input: unknown, signal: AbortSignal): Promise<{ outcome: BackupResult['outcome'] }> {
  const job = InputSchema.parse(input)
  const startedAt = new Date()
  setPriority(NICE)
  const done = await backUp(job, signal).catch((error: unknown) => failed(reasonOf(error)))
  if (signal.aborted) return { outcome: 'failed' }
  const about = { jobId: job.jobId, startedAt, endedAt: new Date(), policy: job.policy, message: done.message }
  const result = backupResult(about, done.end, done.snapshotId, done.manifest)
  keepResult(filesIn(job.data).results, resultName(startedAt, 'backup'), result)
  return { outcome: result.outcome }
}

type Done = { end: ResticEnd | null; snapshotId: string | null; manifest: BackupResult['manifest']; message: string }

function failed(message: string, end: ResticEnd | null = null): Done {
  return { end, snapshotId: null, manifest: null, message }
}

async function backUp(job: z.infer<typeof InputSchema>, signal: AbortSignal): Promise<Done> {
  const { policy, repository } = job
  const files = filesIn(job.data)
  const identity = loadIdentity(files.identity)
  if (identity === null) throw new AppError('agent.not-enrolled', { path: files.identity })
  if (policy.backup === null) return failed('the policy has no backup')
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
  const { paths: sampled, candidates } = reservoir(
    regularFiles(policy.backup.paths, createExcludes(policy.backup.excludes)),
    policy.backup.sampleFiles,
  )
  const sample = await hashSample(sampled, signal)
  const end = await resticBackup(restic, policy.backup, identity.deviceId, signal)
  const snapshotId = await fullId(restic, end)
  if (snapshotId === null) return failed(saying(end, 'restic made no snapshot'), end)
  const manifest = await makeManifest(sample, candidates, snapshotId, identity)
  return { end, snapshotId, manifest, message: saying(end, 'backed up') }
}

function makeManifest(sample: HashedSample, candidates: number, snapshotId: string, identity: { deviceId: string; privateKey: string }) {
  const { entries, dropped } = stillTheSame(sample)
  return signManifest({ deviceId: identity.deviceId, privateKey: identity.privateKey, snapshotId, entries, candidates, dropped })
}

/** The host is the device's id: names of machines change and are not unique. */
async function resticBackup(restic: RunRestic, policy: BackupPolicy, host: string, signal: AbortSignal): Promise<ResticEnd> {
  const excludes = policy.excludes.map((pattern) => `--exclude=${pattern}`)
  const args = ['backup', '--json', '--one-file-system', `--host=${host}`, ...excludes, '--', ...policy.paths]
  const end = await whenFree(() => restic(args), signal)
  if (!isMissing(end)) return end
  const made = await restic(['init', '--json'])
  return made.exitCode === 0 ? restic(args) : made
}

/** The server removes old restore points with the repository to itself, for minutes: the backup waits for that (11 since 0.17). */
async function whenFree(backup: () => Promise<ResticEnd>, signal: AbortSignal): Promise<ResticEnd> {
  for (let asked = 1; ; asked += 1) {
    const end = await backup()
    if (end.exitCode !== LOCKED || asked === MOST_ASKED) return end
    await setTimeout(ASK_AGAIN_MS, undefined, { signal })
  }
}

/** 10 since 0.17; before, 1 and a sentence. */
function isMissing(end: ResticEnd): boolean {
  return end.exitCode === 10 || (end.exitCode === 1 && /Is there a repository at the following location/.test(end.errors.join('\n')))
}

/** Before 0.17 the summary holds eight digits of the id; the repository knows the rest. */
async function fullId(restic: RunRestic, end: ResticEnd): Promise<string | null> {
  const id = end.summary?.snapshotId ?? null
  if (id === null || id.length === 64) return id
  const { stdout } = await restic(['snapshots', '--json', id])
  return /"id":"([0-9a-f]{64})"/.exec(stdout)?.[1] ?? null
}

function saying(end: ResticEnd, otherwise: string): string {
  if (end.errors.length > 0) return end.errors.join('; ')
  return end.exitCode === 0 ? otherwise : `${otherwise}: restic ended with code ${end.exitCode ?? 'none'}`
}
