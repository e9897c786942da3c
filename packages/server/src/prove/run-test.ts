/** One extraction test from its opening to its verdict: which steps it takes, by what was backed up and what is asked. */
import type { ProofResult } from '@mainstay/contract/recovery'
import { bootSteps } from './boot/boot-steps.ts'
import type { ProveOptions } from './engine.ts'
import { runChecks } from './file-checks.ts'
import { exclusiveLock } from './locks.ts'
import { openPoint, type RestorePoint } from './open-point.ts'
import { readBack, readThrough } from './read-back.ts'
import { createRecord } from './record.ts'
import { targetOf } from './restic-target.ts'
import { findRestic } from './restic-version.ts'
import type { Scratch } from './scratch.ts'
import { checkStructure, wholeSize } from './steps.ts'
import type { TestContext } from './test-context.ts'
import { atLeast, judge } from './verdict.ts'

export async function runTest(options: ProveOptions, scratch: Scratch, signal: AbortSignal): Promise<ProofResult> {
  const { asked } = options
  const record = createRecord(asked)
  const target = targetOf(options, scratch)
  const restic = await findRestic(target, signal)
  if (restic === 'stopped' || 'code' in restic) return record.finish('unknown', restic === 'stopped' ? [] : [restic])
  const opened = (await record.timed('open', () => openPoint(target, options.restorePoint, signal, options.parts))).value
  if (opened.kind === 'stopped') return record.finish('unknown', [])
  if (opened.kind === 'refused') return record.finish(opened.verdict, opened.reasons)
  const { point } = opened
  record.result.restorePoint = pointWire(point, options.receivedAt)

  const structure = await record.timed('structure', () => checkStructure(target, signal))
  record.level('L0', structure.value, structure.took)
  const size = await wholeSize(target, point, signal)
  const onProgress = options.onProgress ?? (() => {})
  const context: TestContext = { options, scratch, target, point, size, sparse: restic.sparse, record, onProgress, signal }

  // An image is started where it lies and read through afterwards; files are restored first, since a disk is made of them.
  const bootsFirst = atLeast(asked, 'L3') && point.kind === 'image'
  const root = bootsFirst ? null : await readBack(context)
  const boot = atLeast(asked, 'L3') ? await bootSteps(context, root) : null
  if (bootsFirst && boot?.read !== true) await readThrough(context)

  const atRest = boot?.checksAtRest ?? (await runChecks(root, point.paths, options.checks))
  record.result.checks = atRest.results
  record.result.reasons.push(...atRest.reasons)
  if (boot === null) record.recovered()
  const judged = judge(record.result.levels, record.result.checks, asked)
  record.result.level = judged.level
  // Who holds the repository alone (a prune, a repair) may be changing it under the test: then what looked damaged says nothing.
  const lock = judged.verdict === 'failed' ? await exclusiveLock(target, new Date(), signal) : null
  return lock === null ? record.finish(judged.verdict, []) : record.finish('unknown', [lock])
}

function pointWire(point: RestorePoint, receivedAt: Date | null): NonNullable<ProofResult['restorePoint']> {
  // A restore point's time is the earlier of what the client wrote and when the server received it.
  const takenAt = receivedAt !== null && receivedAt < point.time ? receivedAt : point.time
  return { id: point.id, takenAt: takenAt.toISOString(), receivedAt: receivedAt?.toISOString() ?? null, kind: point.kind }
}
