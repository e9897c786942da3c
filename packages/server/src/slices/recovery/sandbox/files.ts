/** The restored files of a server that is looked at: folders listed, single files opened, read-only and never beyond its root. */
import type { Stats } from 'node:fs'
import { lstat, readdir, type FileHandle } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { SandboxFolder } from '@mainstay/contract/recovery'
import { AppError } from '@mainstay/kernel'
import { contain, openContained } from '../../../platform/files/contain.ts'
import { hasCode } from '../../../platform/files/durable.ts'

const MOST_ENTRIES = 1000
export const MOST_FILE_BYTES = 512 * 2 ** 20

export async function listFolder(root: string, path: string): Promise<SandboxFolder> {
  const folder = await folderOf(root, path)
  const names = (await readdir(folder).catch((error: unknown) => refuse(path, error))).sort((a, b) => a.localeCompare(b, 'en'))
  const shown = names.slice(0, MOST_ENTRIES)
  const entries = await Promise.all(
    shown.map(async (name) => {
      const found = await lstat(join(folder, name)).catch((error: unknown) => refuse(name, error))
      return { name, kind: kindOf(found), bytes: found.isFile() ? found.size : 0, modifiedAt: new Date(found.mtimeMs).toISOString() }
    }),
  )
  return { path, entries, left: names.length - shown.length }
}

/** The caller closes it. */
export async function openFile(root: string, path: string): Promise<{ handle: FileHandle; size: number; name: string }> {
  const opened = await openContained(root, path).catch((error: unknown) => refuse(path, error))
  if (!opened.ok) throw new AppError('recovery.viewing.no-file', { path, detail: opened.reason })
  const { handle, size } = opened
  const name = basename(path)
  if (size > MOST_FILE_BYTES) {
    await handle.close()
    throw new AppError('recovery.viewing.file-too-large', { name, size: mebibytes(size), most: mebibytes(MOST_FILE_BYTES) })
  }
  return { handle, size, name }
}

/** The last component may be no link either. */
async function folderOf(root: string, path: string): Promise<string> {
  if (path === '') return root
  const where = await contain(root, path)
  if (!where.ok) throw new AppError('recovery.viewing.no-file', { path, detail: where.reason })
  const found = await lstat(where.path).catch((error: unknown) => refuse(path, error))
  if (!found.isDirectory())
    throw new AppError('recovery.viewing.no-file', { path, detail: found.isSymbolicLink() ? 'symlink' : 'no folder' })
  return where.path
}

function kindOf(found: Stats): SandboxFolder['entries'][number]['kind'] {
  if (found.isDirectory()) return 'folder'
  if (found.isFile()) return 'file'
  return found.isSymbolicLink() ? 'link' : 'other'
}

/** Gone since (its time was up), or closed even to us. */
function refuse(path: string, error: unknown): never {
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) throw new AppError('recovery.viewing.no-file', { path, detail: 'missing' })
  if (hasCode(error, 'EACCES', 'EPERM')) throw new AppError('recovery.viewing.no-file', { path, detail: 'its rights keep it closed' })
  throw error
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`
}
