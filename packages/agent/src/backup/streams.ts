/** Images of disks and dumps of databases: each a stream that restic reads from this agent, in a snapshot of its own, hashed on its way. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type BackupPart, type DiskImage, type Dump, dumpName, imageName } from '@mainstay/contract/agent'
import type { Program } from '../runtime/program.ts'
import { reasonOf } from '../runtime/log.ts'
import { dumpWay } from './dump-commands.ts'
import type { RunRestic } from './restic.ts'
import { saying, snapshot } from './restic-backup.ts'
import type { ResticEnd } from './restic-output.ts'
import { runProgram } from './run-program.ts'
import { stillVolume } from './still-volume.ts'
import { StreamNoteSchema, type StreamSource } from './stream.ts'

export type StreamDeps = {
  restic: RunRestic
  program: Program
  host: string
  run: string
  /** Emptied before and after. */
  folder: string
  signal: AbortSignal
}

/** `doubt`: it was stored, and may not be whole. */
export type Stored = { part: BackupPart; sha256: string; end: ResticEnd; doubt: string | null }
export type Streamed = { ok: true; stored: Stored } | { ok: false; end: ResticEnd | null; reason: string }

const LONGEST_COPY_MS = 12 * 3_600_000

export async function streamImage(deps: StreamDeps, image: DiskImage): Promise<Streamed> {
  const name = imageName(image)
  try {
    const still = await stillVolume(image.device, deps.signal)
    try {
      const streamed = await stream(deps, 'image', name, { kind: 'read', path: still.path })
      return streamed.ok ? { ok: true, stored: { ...streamed.stored, doubt: still.doubt } } : streamed
    } finally {
      await still.release()
    }
  } catch (error) {
    return { ok: false, end: null, reason: `the disk ${image.device} could not be read: ${reasonOf(error)}` }
  }
}

export async function streamDump(deps: StreamDeps, dump: Dump): Promise<Streamed> {
  const name = dumpName(dump)
  const way = dumpWay(dump, { isRoot: process.getuid?.() === 0, has: isOnPath, file: join(deps.folder, 'copy') })
  const failed = (reason: string): Streamed => ({ ok: false, end: null, reason: `no dump ${name}: ${reason}` })
  if (way.kind === 'missing') return failed(`the program ${way.program} is not on this machine`)
  if (way.kind === 'run') return stream(deps, 'dump', name, way)
  if (!existsSync(way.source)) return failed(`${way.source} is not there`)
  mkdirSync(deps.folder, { recursive: true, mode: 0o700 })
  try {
    const copied = await runProgram(way.command, { timeoutMs: LONGEST_COPY_MS, signal: deps.signal })
    if (!copied.ok) return failed(copied.reason)
    return await stream(deps, 'dump', name, { kind: 'read', path: way.file })
  } finally {
    rmSync(way.file, { force: true })
  }
}

async function stream(deps: StreamDeps, kind: BackupPart['kind'], name: string, source: StreamSource): Promise<Streamed> {
  const { restic, program, host, run, folder, signal } = deps
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const note = join(folder, 'note.json')
  rmSync(note, { force: true })
  const what = [
    program.command,
    ...program.args,
    'stream',
    note,
    ...(source.kind === 'read' ? ['read', source.path] : ['run', ...source.command]),
  ]
  const options = [`--stdin-filename=${name}`, '--stdin-from-command']
  const { end, snapshotId } = await snapshot(restic, { host, run, options, what }, signal)
  const seen = noteIn(note)
  const verb = kind === 'image' ? 'image' : 'dump'
  if (snapshotId === null || end.exitCode !== 0)
    return { ok: false, end, reason: `no ${verb} ${name}: ${saying(end, 'restic made no snapshot')}` }
  if (seen === null) return { ok: false, end, reason: `no ${verb} ${name}: what was read was not written down` }
  return { ok: true, stored: { part: { kind, name, snapshotId, bytes: seen.bytes }, sha256: seen.sha256, end, doubt: null } }
}

function noteIn(path: string) {
  try {
    return StreamNoteSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)))
}
