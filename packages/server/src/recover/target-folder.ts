/** The folder that a recovery writes to: empty, or its own from before, or given up by --overwrite; and nothing in it leads elsewhere. */
import { mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { z } from 'zod'
import { contain } from '../platform/files/contain.ts'
import { hasCode } from '../platform/files/durable.ts'

/** Lies in the folder until all of it is there: by it the same command goes on, and another is refused. */
export const NOTE = '.mainstay-recover.json'
const NoteSchema = z.object({ v: z.literal(1), snapshot: z.string(), paths: z.array(z.string()) })
type Note = z.infer<typeof NoteSchema>

/** True when an earlier try of the same is gone on with. */
export async function takeFolder(target: string, o: { snapshot: string; paths: readonly string[]; overwrite: boolean }): Promise<boolean> {
  const note: Note = { v: 1, snapshot: o.snapshot, paths: [...o.paths].sort((a, b) => a.localeCompare(b)) }
  const names = await writing(target, async () => {
    await mkdir(target, { recursive: true, mode: 0o700 })
    return readdir(target)
  })
  if (names.includes(NOTE)) {
    if (JSON.stringify(await readNote(join(target, NOTE))) !== JSON.stringify(note))
      throw new AppError('recovery.target.other-recovery', { target })
    return true
  }
  if (names.length > 0 && !o.overwrite) throw new AppError('recovery.target.not-empty', { target })
  return false
}

export async function writeNote(target: string, o: { snapshot: string; paths: readonly string[] }): Promise<void> {
  const note: Note = { v: 1, snapshot: o.snapshot, paths: [...o.paths].sort((a, b) => a.localeCompare(b)) }
  await writing(target, () => writeFile(join(target, NOTE), JSON.stringify(note), { mode: 0o600 }))
}

export async function removeNote(target: string): Promise<void> {
  await rm(join(target, NOTE), { force: true })
}

/** Links that lie in the folder already would be followed by what writes below them. */
export async function refuseEscapes(target: string, folders: ReadonlySet<string>): Promise<void> {
  for (const folder of folders) {
    if (folder === '') continue
    // The folder itself must be no link either: a name below it is asked about.
    const where = await contain(target, `${folder}/x`)
    if (!where.ok && where.reason !== 'missing')
      throw new AppError('recovery.target.escapes', { path: `/${folder}`, target, why: `${where.component} is a symbolic link there` })
  }
}

/** A hundredth is for the file system's own needs. */
export async function refuseWithoutRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const [free, needed] = [bavail * bsize, Math.ceil(bytes * 1.01)]
  if (free < needed) throw new AppError('recovery.target.no-room', { target: folder, free: mebibytes(free), needed: mebibytes(needed) })
}

async function readNote(path: string): Promise<Note | null> {
  try {
    return NoteSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

async function writing<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (hasCode(cause, 'ENOSPC', 'EDQUOT')) throw new AppError('recovery.target.room-ended', { target }, { cause })
    throw new AppError('recovery.target.write', { target, detail: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MiB`
}
