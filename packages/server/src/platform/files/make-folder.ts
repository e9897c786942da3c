/** Makes a folder and those above it, one at a time: Node's recursive mkdir never returns below a file system that takes no folders, such as /proc. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '@mainstay/kernel'

export const NOT_WRITABLE = 'this user cannot write there. Give another with --data, or change its owner.'

/** `mode` is for the folders that are made; those that exist stay as they are. Throws `platform.data-folder` with what is in the way. */
export function makeFolder(folder: string, mode: number): void {
  if (isFolder(folder)) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder), mode)
  try {
    mkdirSync(folder, { mode })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    // Another start may have made it meanwhile.
    if (code === 'EEXIST' && isFolder(folder)) return
    throw new AppError(
      'platform.data-folder',
      { path: folder, detail: REASONS[code] ?? `it cannot be made (${code}). Give another with --data.` },
      { cause },
    )
  }
}

const REASONS: Record<string, string> = {
  EEXIST: 'it is a file, not a folder.',
  ENOTDIR: 'part of this path is a file, not a folder.',
  EACCES: NOT_WRITABLE,
  EROFS: 'the file system is read-only. Give another with --data.',
  ENOENT: 'no folder can be made there. Give another with --data.',
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
