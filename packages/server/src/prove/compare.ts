/** Compares what was restored with what the agent hashed by itself at backup time. */
import { createHash } from 'node:crypto'
import type { ManifestEntry } from '@mainstay/contract/agent'
import type { ProofReason } from '@mainstay/contract/recovery'
import { openContained } from '../platform/files/contain.ts'
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

/** Null where there is no regular file at this place of the tree. */
export async function hashOf(root: string, path: string): Promise<string | null> {
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
