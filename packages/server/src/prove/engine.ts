/** The extraction test: opens any restic repository, reads a restore point back, extracts it, compares it with what the agent hashed. */
import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import type { ManifestEntry, ProofLevel } from '@mainstay/contract/agent'
import type { ProofCheck, ProofReason, ProofResult } from '@mainstay/contract/recovery'
import { compareSample, runChecks } from './compare.ts'
import { openPoint, type RestorePoint } from './open-point.ts'
import { distinct, reason } from './reason.ts'
import type { PasswordSource, ResticTarget } from './restic-process.ts'
import { exclusiveLock } from './locks.ts'
import { findRestic } from './restic-version.ts'
import { createScratch, reapScratch, type Scratch } from './scratch.ts'
import { checkStructure, extract, type OnProgress, readEveryByte, sizeOf, type StepResult } from './steps.ts'
import { atLeast, judge, LEVELS, tooFew } from './verdict.ts'

export type ProveOptions = {
  repository: string
  password: PasswordSource
  /** `latest`, or the first digits of an id. */
  restorePoint: string
  asked: ProofLevel
  /** What the agent hashed at backup time; null: none was recorded. */
  manifest: { entries: readonly ManifestEntry[]; dropped: number } | null
  checks: readonly ProofCheck[]
  timeoutSeconds: number
  /** Scratch space; a folder of its own is made in it and always removed. */
  workFolder: string
  /** The server's own time of receipt, where there is a server. */
  receivedAt: Date | null
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

async function runTest(options: ProveOptions, scratch: Scratch, signal: AbortSignal): Promise<ProofResult> {
  const started = performance.now()
  const seconds = (): number => (performance.now() - started) / 1000
  const { asked } = options
  const result: ProofResult = {
    verdict: 'unknown',
    level: null,
    asked,
    restorePoint: null,
    levels: [],
    reasons: [],
    checks: [],
    rpoSeconds: null,
    rtoSeconds: null,
    timings: {},
    accelerator: null,
    screenshot: null,
  }
  const target = targetOf(options, scratch)
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<{ value: T; took: number }> => {
    const from = seconds()
    const value = await work()
    const took = seconds() - from
    result.timings[name] = round(took)
    return { value, took }
  }
  const record = (level: ProofLevel, step: StepResult, took: number): void => {
    result.levels.push({ level, verdict: step.verdict, seconds: round(took), evidence: step.evidence })
    result.reasons.push(...step.reasons)
  }

  const restic = await findRestic(target, signal)
  if (restic === 'stopped' || 'code' in restic) return finish(result, restic === 'stopped' ? [] : [restic], 'unknown')
  const opened = await timed('open', () => openPoint(target, options.restorePoint, signal))
  if (opened.value.kind === 'stopped') return finish(result, [], 'unknown')
  if (opened.value.kind === 'refused') return finish(result, opened.value.reasons, opened.value.verdict)
  const { point } = opened.value
  result.restorePoint = pointWire(point, options.receivedAt)

  const structure = await timed('structure', () => checkStructure(target, signal))
  record('L0', structure.value, structure.took)
  const size = await sizeOf(target, point.id, signal)
  const total = size?.bytes ?? 0
  const onProgress = options.onProgress ?? (() => {})
  let root: string | null = null
  let recoveryFrom: number | null = null
  if (atLeast(asked, 'L2') || options.checks.length > 0) {
    recoveryFrom = seconds()
    const folder = join(scratch.tree, 'root')
    await mkdir(folder, { mode: 0o700 })
    const extraction = await timed('extract', () =>
      extract(target, { id: point.id, folder, bytes: total, sparse: restic.sparse, onProgress, signal }),
    )
    record('L1', extraction.value.read, extraction.took)
    root = extraction.value.extracted ? folder : null
    const sampled = await timed('compare', () => sampleStep(root, options.manifest, size?.files ?? 0, signal))
    record('L2', sampled.value, extraction.took + sampled.took)
  } else if (atLeast(asked, 'L1')) {
    const read = await timed('read', () => readEveryByte(target, point.id, total, onProgress, signal))
    record('L1', read.value, read.took)
  }
  for (const level of LEVELS) if (atLeast(level, 'L3') && atLeast(asked, level)) record(level, notBooted(level), 0)

  const checks = await runChecks(root, options.checks)
  result.checks = checks.results
  const judged = judge(result.levels, checks.results, asked)
  const { level } = judged
  // Who holds the repository alone (a prune, a repair) may be changing it under the test: then what looked damaged says nothing.
  const lock = judged.verdict === 'failed' ? await exclusiveLock(target, new Date(), signal) : null
  if (lock !== null) return finish({ ...result, level }, [lock], 'unknown')
  const { verdict } = judged
  if (verdict === 'passed') {
    // From the start of the recovery until the checks passed; what was only read was not recovered.
    result.rtoSeconds = recoveryFrom === null ? null : round(seconds() - recoveryFrom)
    // A clock that is ahead would make an age below nothing: then it is not known.
    const age = (Date.now() - Date.parse(result.restorePoint.takenAt)) / 1000
    result.rpoSeconds = age >= 0 ? Math.round(age) : null
  }
  return finish({ ...result, level }, checks.reasons, verdict)
}

async function sampleStep(
  root: string | null,
  manifest: ProveOptions['manifest'],
  files: number,
  signal: AbortSignal,
): Promise<StepResult> {
  if (root === null) return { verdict: 'unknown', evidence: 'nothing was extracted', reasons: [] }
  if (manifest === null) {
    const why = reason('recovery.manifest.none')
    return { verdict: 'not-asked', evidence: why.text, reasons: [why] }
  }
  const left = manifest.entries.length
  if (tooFew({ left, dropped: manifest.dropped })) {
    const why = reason('recovery.sample.too-few', { left, sampled: left + manifest.dropped })
    return { verdict: 'unknown', evidence: why.text, reasons: [why] }
  }
  const { verdict, matched, reasons } = await compareSample(root, manifest.entries, signal)
  return {
    verdict,
    evidence: `${files} files and folders extracted; ${matched} of ${left} sampled files hash to what the agent recorded at backup time`,
    reasons,
  }
}

function notBooted(level: ProofLevel): StepResult {
  const why = reason('recovery.boot.not-available', { what: level })
  return { verdict: 'unknown', evidence: why.text, reasons: [why] }
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

function finish(result: ProofResult, reasons: readonly ProofReason[], verdict: ProofResult['verdict']): ProofResult {
  return { ...result, verdict, reasons: distinct([...result.reasons, ...reasons]) }
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
