/** One extraction test from its opening to its verdict: which steps it takes, by what was backed up and what is asked. */
import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import type { ProofResult } from '@mainstay/contract/recovery'
import { bootSteps } from './boot/boot-steps.ts'
import { runChecks, sampleStep } from './compare.ts'
import type { ProveOptions } from './engine.ts'
import { exclusiveLock } from './locks.ts'
import { openPoint, type RestorePoint } from './open-point.ts'
import { createRecord, type TestRecord } from './record.ts'
import type { ResticTarget } from './restic-process.ts'
import { findRestic } from './restic-version.ts'
import type { Scratch } from './scratch.ts'
import { checkStructure, extract, type OnProgress, readEveryByte, sizeOf } from './steps.ts'
import { atLeast, judge } from './verdict.ts'

/** What the steps of one test share. */
export type TestContext = {
  options: ProveOptions
  scratch: Scratch
  target: ResticTarget
  point: RestorePoint
  /** Of the restore point when restored. */
  size: { bytes: number; files: number }
  sparse: boolean
  record: TestRecord
  onProgress: OnProgress
  signal: AbortSignal
}

export async function runTest(options: ProveOptions, scratch: Scratch, signal: AbortSignal): Promise<ProofResult> {
  const { asked } = options
  const record = createRecord(asked)
  const target = targetOf(options, scratch)
  const restic = await findRestic(target, signal)
  if (restic === 'stopped' || 'code' in restic) return record.finish('unknown', restic === 'stopped' ? [] : [restic])
  const opened = (await record.timed('open', () => openPoint(target, options.restorePoint, signal))).value
  if (opened.kind === 'stopped') return record.finish('unknown', [])
  if (opened.kind === 'refused') return record.finish(opened.verdict, opened.reasons)
  const { point } = opened
  record.result.restorePoint = pointWire(point, options.receivedAt)

  const structure = await record.timed('structure', () => checkStructure(target, signal))
  record.level('L0', structure.value, structure.took)
  const size = (await sizeOf(target, point.id, signal)) ?? { bytes: 0, files: 0 }
  const onProgress = options.onProgress ?? (() => {})
  const context: TestContext = { options, scratch, target, point, size, sparse: restic.sparse, record, onProgress, signal }

  // An image is started where it lies and read through afterwards; files are restored first, since a disk is made of them.
  const bootsFirst = atLeast(asked, 'L3') && point.kind === 'image'
  const root = bootsFirst ? null : await readBack(context)
  const boot = atLeast(asked, 'L3') ? await bootSteps(context, root) : null
  if (bootsFirst && boot?.read !== true) await readThrough(context)

  const atRest = boot?.checksAtRest ?? (await runChecks(root, options.checks))
  record.result.checks = atRest.results
  record.result.reasons.push(...atRest.reasons)
  if (boot === null) record.recovered()
  const judged = judge(record.result.levels, record.result.checks, asked)
  record.result.level = judged.level
  // Who holds the repository alone (a prune, a repair) may be changing it under the test: then what looked damaged says nothing.
  const lock = judged.verdict === 'failed' ? await exclusiveLock(target, new Date(), signal) : null
  return lock === null ? record.finish(judged.verdict, []) : record.finish('unknown', [lock])
}

/** L1 and L2: the restored tree, or null when nothing was extracted. */
async function readBack(context: TestContext): Promise<string | null> {
  const { options, record, size, signal } = context
  if (!atLeast(options.asked, 'L2') && options.checks.length === 0) {
    if (atLeast(options.asked, 'L1')) await readThrough(context)
    return null
  }
  record.recoveryBegins()
  const extraction = await extractPoint(context)
  const root = extraction.root
  const sampled = await record.timed('compare', () => sampleStep(root, options.manifest, size.files, signal))
  record.level('L2', sampled.value, extraction.took + sampled.took)
  return root
}

/** Restores the whole point; restic checks every part as it reads it, so this is L1 as well. */
export async function extractPoint(context: TestContext): Promise<{ root: string | null; took: number }> {
  const { scratch, target, point, record, size, sparse, onProgress, signal } = context
  const folder = join(scratch.tree, 'root')
  await mkdir(folder, { mode: 0o700 })
  const extraction = await record.timed('extract', () =>
    extract(target, { id: point.id, folder, bytes: size.bytes, sparse, onProgress, signal }),
  )
  record.level('L1', extraction.value.read, extraction.took)
  return { root: extraction.value.extracted ? folder : null, took: extraction.took }
}

async function readThrough({ target, point, size, record, onProgress, signal }: TestContext): Promise<void> {
  const read = await record.timed('read', () => readEveryByte(target, point.id, size.bytes, onProgress, signal))
  record.level('L1', read.value, read.took)
}

function targetOf(options: ProveOptions, scratch: Scratch): ResticTarget {
  return {
    binary: options.binary ?? 'restic',
    repository: options.repository,
    password: options.password,
    env: options.env ?? process.env,
    cacheFolder: scratch.cache,
    temporaryFolder: scratch.temporary,
    onStart: (pid) => void scratch.addChild(pid),
  }
}

function pointWire(point: RestorePoint, receivedAt: Date | null): NonNullable<ProofResult['restorePoint']> {
  // A restore point's time is the earlier of what the client wrote and when the server received it.
  const takenAt = receivedAt !== null && receivedAt < point.time ? receivedAt : point.time
  return { id: point.id, takenAt: takenAt.toISOString(), receivedAt: receivedAt?.toISOString() ?? null, kind: point.kind }
}
