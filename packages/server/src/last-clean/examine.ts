/** Takes the files of a point out, lets the scanners look into those that are new, and compares old versions with new ones. */
import { join } from 'node:path'
import type { CleanEvidence } from '@mainstay/contract/recovery'
import type { ResticTarget } from '../prove/restic-process.ts'
import { extensionOf, type Files, type Pair, sampleOf } from './changes.ts'
import { extractFiles, readBytes, readVersion } from './extract.ts'
import type { Finding, Scanner } from './scanners/scanner.ts'
import { shouldHaveHeader } from './signs/file-type.ts'
import { compareVersions, isCiphertextByName } from './signs/flip.ts'

export type Hit = { severity: Finding['severity']; evidence: CleanEvidence }

export type ExaminedFiles = {
  /** By path: files that turned to ciphertext, and what scanners found. */
  turned: Map<string, CleanEvidence>
  hits: Map<string, Hit>
  headersLost: number
  /** Files looked at for ciphertext. */
  sampled: number
  /** Without a point before: files whose name promises a header. */
  promised: number
}

export type Request = {
  id: string
  files: Files
  /** Null: all. */
  scan: readonly string[] | null
  /** The clean point that `pairs` are compared with. */
  before: { id: string; files: Files } | null
  pairs: readonly Pair[]
}

export type Examiner = ReturnType<typeof createExaminer>

const SAMPLE = 400

export function createExaminer(o: {
  target: ResticTarget
  folder: string
  scanners: readonly Scanner[]
  signal: AbortSignal
  /** Whether this restic leaves holes in files. */
  sparse: boolean
  onFile?: () => void
  onPoint?: (id: string, files: number) => void
}) {
  const { target, signal, scanners, sparse } = o
  return {
    target,
    signal,
    scans: scanners.length > 0,
    async examine(request: Request): Promise<ExaminedFiles | { why: string }> {
      const { id, files, pairs, before } = request
      o.onPoint?.(id, files.size)
      const scan = request.scan ?? [...files.keys()]
      const wanted = request.scan === null ? null : [...new Set([...scan, ...pairs.map(({ after }) => after)])]
      const now = await extractFiles(target, { id, paths: wanted, files, folder: join(o.folder, 'after'), sparse, signal })
      if ('why' in now) return now
      const result: ExaminedFiles = { turned: new Map(), hits: new Map(), headersLost: 0, sampled: 0, promised: 0 }
      for (const path of scan) {
        const finding = await scanFile(now.root, path)
        if (typeof finding === 'string') return { why: finding }
        if (finding !== null) result.hits.set(path, finding)
      }
      if (before === null) await withoutBefore(now.root, request, result)
      else if (pairs.length > 0) {
        const paths = pairs.map((pair) => pair.before)
        const folder = join(o.folder, 'before')
        const then = await extractFiles(target, { id: before.id, paths, files: before.files, folder, sparse, signal })
        if ('why' in then) return then
        for (const pair of pairs) await compare(then.root, now.root, pair, result)
      }
      return result
    },
  }

  /** A text: why nothing can be said. */
  async function scanFile(root: string, path: string): Promise<Hit | null | string> {
    signal.throwIfAborted()
    const most = Math.max(0, ...scanners.map(({ mostBytes }) => mostBytes))
    const content = most === 0 ? null : await readBytes(root, path, most)
    if (content === null || content.length === 0) return null
    o.onFile?.()
    let worst: Hit | null = null
    for (const scanner of scanners) {
      try {
        const finding = await scanner.scan(content.subarray(0, scanner.mostBytes))
        if (finding === null) continue
        const { severity, name } = finding
        const hit: Hit = { severity, evidence: { kind: 'signature', path, detail: `${severity}: ${name} (${scanner.name})` } }
        if (severity === 'infected') return hit
        worst ??= hit
      } catch (error) {
        return `${scanner.name} did not answer for ${path}: ${error instanceof Error ? error.message : String(error)}`
      }
    }
    return worst
  }

  async function compare(then: string, now: string, { before, after }: Pair, result: ExaminedFiles): Promise<void> {
    const is = await readVersion(now, after, 'own')
    const was = is === null ? null : await readVersion(then, before, is.windowsAt)
    if (is === null || was === null) return
    result.sampled += 1
    const flip = compareVersions(was, is)
    if (flip.headerLost) result.headersLost += 1
    if (flip.flipped) result.turned.set(after, { kind: 'ciphertext', path: after, detail: flip.detail })
  }

  async function withoutBefore(root: string, { id, files }: Request, result: ExaminedFiles): Promise<void> {
    const promised = [...files.keys()].filter((path) => shouldHaveHeader(extensionOf(path)) && (files.get(path) ?? 0) > 0)
    result.promised = promised.length
    for (const path of sampleOf(promised, SAMPLE, id, (one) => one)) {
      const version = await readVersion(root, path, 'own')
      if (version === null) continue
      result.sampled += 1
      if (!isCiphertextByName(extensionOf(path), version, shouldHaveHeader)) continue
      result.headersLost += 1
      result.turned.set(path, { kind: 'ciphertext', path, detail: `its name says .${extensionOf(path)}, its bytes are random` })
    }
  }
}
