/** Evaluates checks of files and counts on the restored files. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProofCheck, ProofCheckResult, ProofReason } from '@mainstay/contract/recovery'
import { contain } from '../platform/files/contain.ts'
import { findSystem } from './bootable/system-tree.ts'
import { hashOf } from './compare.ts'
import { reason } from './reason.ts'

/** `root` is the restore point's own, `paths` what was backed up. What needs a started server has no answer here. */
export async function runChecks(
  root: string | null,
  paths: readonly string[],
  checks: readonly ProofCheck[],
): Promise<{ results: ProofCheckResult[]; reasons: ProofReason[] }> {
  const results: ProofCheckResult[] = []
  const reasons: ProofReason[] = []
  const roots = await rootsOf(root, paths)
  for (const check of checks) {
    const started = performance.now()
    const { verdict, evidence, why } = await judgeCheck(roots, check)
    if (why !== null) reasons.push(why)
    results.push({ kind: check.kind, verdict, seconds: (performance.now() - started) / 1000, evidence })
  }
  return { results, reasons }
}

type Judged = { verdict: ProofCheckResult['verdict']; evidence: string; why: ProofReason | null }

async function judgeCheck(roots: readonly string[], check: ProofCheck): Promise<Judged> {
  if (check.kind !== 'file' && check.kind !== 'count') {
    const why = reason('recovery.check.needs-boot', { kind: check.kind })
    return { verdict: 'unknown', evidence: why.text, why }
  }
  const { kind, path } = check
  if (roots.length === 0) {
    const why = reason('recovery.check.unknown', { kind, name: path, detail: 'nothing was extracted' })
    return { verdict: 'unknown', evidence: why.text, why }
  }
  const fail = (detail: string): Judged => {
    const why = reason('recovery.check.failed', { kind, name: path, detail })
    return { verdict: 'failed', evidence: why.text, why }
  }
  if (check.kind === 'count') {
    const found = Math.max(...(await Promise.all(roots.map((root) => countFiles(root, path)))))
    return found >= check.min
      ? { verdict: 'passed', evidence: `${found} files below ${path}`, why: null }
      : fail(`${found} files, at least ${check.min} were asked`)
  }
  const hash = await firstHash(roots, path)
  if (hash === null) return fail('it is not there, or is no regular file')
  if (check.sha256 !== undefined && check.sha256 !== hash) return fail(`it hashes to ${hash}`)
  return { verdict: 'passed', evidence: `${path} is there, SHA-256 ${hash}`, why: null }
}

/** A check names a file as the server knows it: a system that was backed up from a folder has its own root there. */
async function rootsOf(root: string | null, paths: readonly string[]): Promise<string[]> {
  if (root === null) return []
  const system = await findSystem(root, paths)
  return system === null || system.root === root ? [root] : [root, system.root]
}

async function firstHash(roots: readonly string[], path: string): Promise<string | null> {
  for (const root of roots) {
    const hash = await hashOf(root, path)
    if (hash !== null) return hash
  }
  return null
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
