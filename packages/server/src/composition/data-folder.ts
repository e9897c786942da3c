/** The server's data folder: made, owned by the right user, writable, not of a newer version, with room. */
import { accessSync, constants, readFileSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { makeFolder, NOT_WRITABLE } from '../platform/files/make-folder.ts'

/** Grows when an older Mainstay could no longer read the folder. */
export const DATA_FORMAT = 1

const LEAST_FREE_BYTES = 200 * 1024 * 1024

export function prepareDataFolder(folder: string): void {
  // Run as root, the database's own user must be able to pass through.
  makeFolder(folder, process.getuid?.() === 0 ? 0o711 : 0o700)
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new AppError('platform.data-folder', { path: folder, detail: NOT_WRITABLE }, { cause })
  }
  refuseNewer(folder)
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < LEAST_FREE_BYTES) throw new AppError('platform.disk-full', { path: folder })
}

function refuseNewer(folder: string): void {
  const file = join(folder, 'format')
  let found: string
  try {
    found = readFileSync(file, 'utf8').trim()
  } catch {
    writeFileSync(file, `${DATA_FORMAT}\n`, { mode: 0o600 })
    return
  }
  const format = Number(found)
  if (!Number.isInteger(format))
    throw new AppError('platform.data-folder', {
      path: folder,
      detail: `its file "format" does not hold a number but "${found.slice(0, 20)}"`,
    })
  if (format > DATA_FORMAT) {
    throw new AppError('platform.data-folder', {
      path: folder,
      detail: `it was written by a newer Mainstay (format ${format}, this one reads ${DATA_FORMAT}). Start that version.`,
    })
  }
}
