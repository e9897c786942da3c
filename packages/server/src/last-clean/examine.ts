/** Takes the files of a point out, lets the scanners look into those that are new, and compares old versions with new ones. */
import { join } from 'node:path'
import type { CleanEvidence } from '@mainstay/contract/recovery'
import type { ResticTarget } from '../prove/restic-process.ts'
import { extensionOf, type Files, type Pair, sampleOf } from './changes.ts'
import { type Extracted, extractFiles, readBytes, readVersion } from './extract.ts'
import type { Scanner } from './scanners/scanner.ts'
import { shouldHaveHeader } from './signs/file-type.ts'
import { compareVersions, isCiphertextByName } from './signs/flip.ts'

export type ExaminedFiles = {
  /** By path: files that turned to ciphertext, and what scanners found. */
  turned: Map<string, CleanEvidence>
  hits: Map<string, CleanEvidence>
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
  onFile?: () => void
}) {
  const { target, signal, scanners } = o
  return {
    target,
    signal,
    scans: scanners.length > 0,
    async examine(request: Request): Promise<ExaminedFiles | { why: string }> {
      const { id, files, pairs, before } = request
      const scan = request.scan ?? [...files.keys()]
      const wanted = request.scan === null ? null : [...new Set([...scan, ...pairs.map(({ after }) => after)])]
      const now = await extractFiles(target, { id, paths: wanted, files, folder: join(o.folder, 'after'), signal })
      if (!isThere(now)) return { why: whyNot(now) }
      const result: ExaminedFiles = { turned: new Map(), hits: new Map(), headersLost: 0, sampled: 0, promised: 0 }
      for (const path of scan) {
        const finding = await scanFile(now.root, path)
        if (finding !== null) result.hits.set(path, finding)
      }
      if (before === null) await withoutBefore(now.root, request, result)
      else if (pairs.length > 0) {
        const paths = pairs.map((pair) => pair.before)
        const then = await extractFiles(target, { id: before.id, paths, files: before.files, folder: join(o.folder, 'before'), signal })
        if (!isThere(then)) return { why: whyNot(then) }
        for (const pair of pairs) await compare(then.root, now.root, pair, result)
      }
      return result
    },
  }

  async function scanFile(root: string, path: string): Promise<CleanEvidence | null> {
    signal.throwIfAborted()
    const most = Math.max(0, ...scanners.map(({ mostBytes }) => mostBytes))
    const content = most === 0 ? null : await readBytes(root, path, most)
    if (content === null || content.length === 0) return null
    o.onFile?.()
    let worst: CleanEvidence | null = null
    for (const scanner of scanners) {
      const finding = await scanner.scan(content.subarray(0, scanner.mostBytes))
      if (finding === null) continue
      const found: CleanEvidence = { kind: 'signature', path, detail: `${finding.severity}: ${finding.name} (${scanner.name})` }
      if (finding.severity === 'infected') return found
      worst ??= found
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

function isThere(extracted: Extracted): extracted is { root: string } {
  return typeof extracted === 'object' && 'root' in extracted
}

function whyNot(extracted: Exclude<Extracted, { root: string }>): string {
  if (extracted === 'stopped') return 'stopped before it was looked at'
  if ('failed' in extracted) return `it could not be read back: ${extracted.failed}`
  const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1)
  return `looking into it needs ${gigabytes(extracted.noSpace.needed)} GB in the work folder, and ${gigabytes(extracted.noSpace.free)} GB are free`
}
