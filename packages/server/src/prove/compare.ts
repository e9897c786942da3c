/** Compares what was restored with what the agent hashed by itself at backup time, and evaluates checks on the restored files. */
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManifestEntry } from '@mainstay/contract/agent'
import type { ProofCheck, ProofCheckResult, ProofReason } from '@mainstay/contract/recovery'
import { contain, openContained } from '../platform/files/contain.ts'
import { reason } from './reason.ts'
import type { StepResult } from './steps.ts'
import { tooFew } from './verdict.ts'

export type Comparison = { verdict: 'passed' | 'failed'; matched: number; reasons: ProofReason[] }

/** Every entry is opened below `root`, component by component: a link in the restored tree leads nowhere else. */
export async function compareSample(root: string, entries: readonly ManifestEntry[], signal: AbortSignal): Promise<Comparison> {
  const missing: string[] = []
  const different: string[] = []
  for (const entry of entries) {
    if (signal.aborted) break
    const hash = await hashOf(root, entry.path)
    if (hash === null) missing.push(entry.path)
    else if (hash !== entry.sha256) different.push(entry.path)
  }
  const total = entries.length
  const reasons = [
    ...(missing[0] === undefined ? [] : [reason('recovery.sample.missing', { count: missing.length, total, name: missing[0] })]),
    ...(different[0] === undefined ? [] : [reason('recovery.sample.mismatch', { count: different.length, total, name: different[0] })]),
  ]
  return { verdict: reasons.length === 0 ? 'passed' : 'failed', matched: total - missing.length - different.length, reasons }
}

/** L2 by what the agent recorded; `files` is how many the restore point has. */
export async function sampleStep(
  root: string | null,
  manifest: { entries: readonly ManifestEntry[]; dropped: number } | null,
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

/** Checks of files and counts; what needs a booted server has no answer here. */
export async function runChecks(
  root: string | null,
  checks: readonly ProofCheck[],
): Promise<{ results: ProofCheckResult[]; reasons: ProofReason[] }> {
  const results: ProofCheckResult[] = []
  const reasons: ProofReason[] = []
  for (const check of checks) {
    const started = performance.now()
    const { verdict, evidence, why } = await judgeCheck(root, check)
    if (why !== null) reasons.push(why)
    results.push({ kind: check.kind, verdict, seconds: (performance.now() - started) / 1000, evidence })
  }
  return { results, reasons }
}

type Judged = { verdict: ProofCheckResult['verdict']; evidence: string; why: ProofReason | null }

async function judgeCheck(root: string | null, check: ProofCheck): Promise<Judged> {
  if (check.kind !== 'file' && check.kind !== 'count') {
    const why = reason('recovery.check.needs-boot', { kind: check.kind })
    return { verdict: 'unknown', evidence: why.text, why }
  }
  const { kind, path } = check
  if (root === null) {
    const why = reason('recovery.check.unknown', { kind, name: path, detail: 'nothing was extracted' })
    return { verdict: 'unknown', evidence: why.text, why }
  }
  const fail = (detail: string): Judged => {
    const why = reason('recovery.check.failed', { kind, name: path, detail })
    return { verdict: 'failed', evidence: why.text, why }
  }
  if (check.kind === 'count') {
    const found = await countFiles(root, path)
    return found >= check.min
      ? { verdict: 'passed', evidence: `${found} files below ${path}`, why: null }
      : fail(`${found} files, at least ${check.min} were asked`)
  }
  const hash = await hashOf(root, path)
  if (hash === null) return fail('it is not there, or is no regular file')
  if (check.sha256 !== undefined && check.sha256 !== hash) return fail(`it hashes to ${hash}`)
  return { verdict: 'passed', evidence: `${path} is there, SHA-256 ${hash}`, why: null }
}

/** Null where there is no regular file at this place of the tree. */
async function hashOf(root: string, path: string): Promise<string | null> {
  const opened = await openContained(root, path.replace(/^\/+/, ''))
  if (!opened.ok) return null
  try {
    const hash = createHash('sha256')
    for await (const chunk of opened.handle.createReadStream({ autoClose: false })) hash.update(chunk as Buffer)
    return hash.digest('hex')
  } finally {
    await opened.handle.close()
  }
}

async function countFiles(root: string, path: string): Promise<number> {
  const where = await contain(root, path.replace(/^\/+/, ''))
  if (!where.ok) return 0
  let files = 0
  const folders = [where.path]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      if (entry.isDirectory()) folders.push(join(folder, entry.name))
      else if (entry.isFile()) files += 1
    }
  }
  return files
}
