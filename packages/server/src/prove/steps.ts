/** The steps of an extraction test that ask restic: structure, every byte, extraction. Each says what it saw. */
import { statfs } from 'node:fs/promises'
import type { ProofLevelResult, ProofReason } from '@mainstay/contract/recovery'
import { findDamage } from './findings.ts'
import type { WholePoint } from './open-point.ts'
import { reason } from './reason.ts'
import { parseJson, readLine } from './restic-output.ts'
import { sortRestoreErrors } from './restore-errors.ts'
import { type ResticTarget, runRestic } from './restic-process.ts'

export type StepResult = Pick<ProofLevelResult, 'verdict' | 'evidence'> & { reasons: ProofReason[] }
export type OnProgress = (step: string, doneBytes: number, totalBytes: number) => void

/** L0: `restic check` reads config, indexes, snapshots and trees, and compares the packs' sizes with the indexes. */
export async function checkStructure(target: ResticTarget, signal: AbortSignal): Promise<StepResult> {
  const ran = await runRestic(target, ['check', '--with-cache', '--json'], { signal })
  if (ran.kind !== 'exited') return stopped()
  if (ran.code === 0) return { verdict: 'passed', evidence: 'restic check found the structure sound', reasons: [] }
  return damage(ran.lines)
}

/** Size of the restore point when restored, in bytes and files. */
async function sizeOf(target: ResticTarget, id: string, signal: AbortSignal): Promise<{ bytes: number; files: number } | null> {
  const out: string[] = []
  const ran = await runRestic(target, ['stats', '--json', '--mode', 'restore-size', id], { signal, onStdout: (line) => out.push(line) })
  const stats = ran.kind === 'exited' && ran.code === 0 ? parseJson(out.join('')) : null
  return stats === null ? null : { bytes: Number(stats['total_size'] ?? 0), files: Number(stats['total_file_count'] ?? 0) }
}

/** Of all its snapshots together. */
export async function wholeSize(target: ResticTarget, point: WholePoint, signal: AbortSignal): Promise<{ bytes: number; files: number }> {
  const total = { bytes: 0, files: 0 }
  for (const id of [point.id, ...point.parts.map(({ snapshotId }) => snapshotId)]) {
    const one = await sizeOf(target, id, signal)
    total.bytes += one?.bytes ?? 0
    total.files += one?.files ?? 0
  }
  return total
}

/** L1 by itself: every byte of the restore point is streamed out; restic checks each blob against its SHA-256 as it reads. */
export async function readEveryByte(
  target: ResticTarget,
  id: string,
  total: number,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<StepResult> {
  let bytes = 0
  const ran = await runRestic(target, ['dump', '--archive', 'tar', id, '/'], {
    signal,
    onBytes: ({ length }) => {
      bytes += length
      onProgress('reading', Math.min(bytes, total), total)
    },
  })
  if (ran.kind !== 'exited') return stopped()
  if (ran.code !== 0) return damage(ran.lines)
  return { verdict: 'passed', evidence: `every byte was read back and matches its hash (${bytes} bytes as an archive)`, reasons: [] }
}

export type Extraction = { read: StepResult; extracted: boolean; reasons: ProofReason[] }

/** Restores into `folder`. restic checks each blob against its SHA-256 as it reads it, so this is L1 too; what cannot be written is not L1's fault. */
export async function extract(
  target: ResticTarget,
  o: {
    id: string
    folder: string
    bytes: number
    sparse: boolean
    /** A file with patterns, a line each: what is restored; all without it. */
    include?: string
    onProgress: OnProgress
    signal: AbortSignal
  },
): Promise<Extraction> {
  const space = await freeSpaceProblem(o.folder, o.bytes)
  if (space !== null) return { read: { verdict: 'unknown', evidence: space.text, reasons: [space] }, extracted: false, reasons: [space] }
  const errors: string[] = []
  const some = o.include === undefined ? [] : ['--include-file', o.include]
  const args = ['restore', o.id, '--target', o.folder, '--json', ...(o.sparse ? ['--sparse'] : []), ...some]
  const ran = await runRestic(target, args, {
    signal: o.signal,
    onStdout: (line) => {
      const event = readLine(line)
      if (event.type === 'status') o.onProgress('extracting', event.doneBytes, event.totalBytes)
      else if (event.type === 'error' && errors.length < 1000) errors.push(line)
    },
    onStderr: (line) => {
      if (errors.length < 1000) errors.push(line)
    },
  })
  if (ran.kind !== 'exited') return { read: stopped(), extracted: false, reasons: [] }
  return judgeRestore(errors, ran.code)
}

/** restic ends with 1 for any error, also for an owner that only root may set: what the data came to is told from its words. */
function judgeRestore(errors: string[], code: number): Extraction {
  const sorted = sortRestoreErrors(errors)
  const not = (verdict: 'failed' | 'unknown', reasons: ProofReason[]): Extraction => ({
    read: { verdict, evidence: reasons[0]?.text ?? '', reasons },
    extracted: false,
    reasons,
  })
  if (sorted.kind === 'no-space') return not('unknown', [reason('recovery.extract.stopped', { detail: 'the disk is full' })])
  if (sorted.kind === 'unreachable') return not('unknown', [sorted.reason])
  if (sorted.kind === 'data') return not('failed', sorted.reasons)
  if (code !== 0 && sorted.count === 0)
    return not('unknown', [reason('recovery.extract.stopped', { detail: `restic ended with ${code} and gave no reason` })])
  const attributes = sorted.count === 0 ? '' : `; ${sorted.count} owners, times or attributes cannot be set here`
  return {
    read: { verdict: 'passed', evidence: `every byte was read back and matches its hash${attributes}`, reasons: [] },
    extracted: true,
    reasons: [],
  }
}

/** The restore and a tenth; a full disk must not be where a proof ends. */
export async function freeSpaceProblem(folder: string, bytes: number): Promise<ProofReason | null> {
  const { bavail, bsize } = await statfs(folder)
  const needed = bytes * 1.1 + 64 * 1024 * 1024
  const free = bavail * bsize
  return free >= needed ? null : reason('recovery.extract.no-space', { needed: mebibytes(needed), folder, free: mebibytes(free) })
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MiB`
}

export function damage(lines: string[]): StepResult {
  const findings = findDamage(lines)
  if (findings.kind === 'unreachable') return { verdict: 'unknown', evidence: findings.reason.text, reasons: [findings.reason] }
  return { verdict: 'failed', evidence: findings.reasons[0]?.text ?? '', reasons: findings.reasons }
}

export function stopped(): StepResult {
  return { verdict: 'unknown', evidence: 'it was stopped', reasons: [] }
}
