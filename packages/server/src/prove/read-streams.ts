/** Reads what lies in the repository as one stream each (disks, dumps of databases): every byte, and whether it hashes to what the agent recorded as it went by. */
import { createHash } from 'node:crypto'
import type { ProofReason } from '@mainstay/contract/recovery'
import { reason } from './reason.ts'
import { runRestic } from './restic-process.ts'
import { damage, type StepResult, stopped } from './steps.ts'
import type { TestContext } from './test-context.ts'

export type PointStream = { snapshotId: string; path: string }

type Read = { path: string; step: StepResult; sha256: string | null; bytes: number }

/** L1 of all of them, and L2 of those that the agent hashed. */
export async function readStreams(context: TestContext, streams: readonly PointStream[]): Promise<void> {
  if (streams.length === 0) return
  const { record } = context
  const { value: read, took } = await record.timed('streams', async () => {
    const all: Read[] = []
    for (const stream of streams) all.push(await readOne(context, stream))
    return all
  })
  for (const { step } of read) record.level('L1', step, took / read.length)
  const hashed = read.map((one) => compared(context, one)).filter((step) => step !== null)
  for (const step of hashed) record.level('L2', step, 0)
}

/** restic checks each part against its own hash as it reads. */
async function readOne({ target, size, onProgress, signal }: TestContext, { snapshotId, path }: PointStream): Promise<Read> {
  const hash = createHash('sha256')
  let bytes = 0
  const ran = await runRestic(target, ['dump', snapshotId, path], {
    signal,
    onBytes: (chunk) => {
      hash.update(chunk)
      bytes += chunk.length
      onProgress('reading', Math.min(bytes, size.bytes), size.bytes)
    },
  })
  if (ran.kind !== 'exited') return { path, step: stopped(), sha256: null, bytes }
  if (ran.code !== 0) return { path, step: damage(ran.lines), sha256: null, bytes }
  const step: StepResult = {
    verdict: 'passed',
    evidence: `every byte of ${path} was read back and matches its hash (${bytes} bytes)`,
    reasons: [],
  }
  return { path, step, sha256: hash.digest('hex'), bytes }
}

/** Null where nothing was recorded of it, or nothing could be read. */
function compared({ options }: TestContext, { path, sha256 }: Read): StepResult | null {
  const entry = options.manifest?.entries.find((one) => one.path === path)
  if (entry === undefined || sha256 === null) return null
  if (entry.sha256 === sha256)
    return { verdict: 'passed', evidence: `all of ${path} hashes to what the agent recorded as it was backed up`, reasons: [] }
  const why: ProofReason = reason('recovery.sample.mismatch', { count: 1, total: 1, name: path })
  return { verdict: 'failed', evidence: why.text, reasons: [why] }
}
