/** Walks the folders of a policy as restic does with --one-file-system: no symbolic link is followed, no other filesystem entered. */
import { lstatSync, opendirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { IsExcluded } from './excludes.ts'

/** Every regular file, one by one; memory is bounded by the depth of the tree and the size of one folder's list of folders. */
export function* regularFiles(roots: readonly string[], isExcluded: IsExcluded): Generator<string> {
  for (const root of withoutNested(roots)) {
    const stat = statOrNull(root)
    if (stat === null || isExcluded(root)) continue
    if (stat.isFile()) yield root
    if (stat.isDirectory()) yield* below(root, stat.dev, isExcluded)
  }
}

function* below(root: string, device: number, isExcluded: IsExcluded): Generator<string> {
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entries(folder)) {
      // A name that is no UTF-8 cannot be told to anyone: it is backed up, and is not in the sample.
      if (entry.name.includes('\ufffd')) continue
      const path = folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`
      if (isExcluded(path)) continue
      if (entry.isDirectory()) {
        if (statOrNull(path)?.dev === device) folders.push(path)
      } else if (entry.isFile()) yield path
    }
  }
}

function* entries(folder: string) {
  let dir: ReturnType<typeof opendirSync>
  try {
    dir = opendirSync(folder, { bufferSize: 256 })
  } catch {
    // Not ours to read, or gone: restic reports it.
    return
  }
  try {
    for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) yield entry
  } catch {
    return
  } finally {
    dir.closeSync()
  }
}

/** A root below another on the same filesystem is walked with it. */
function withoutNested(roots: readonly string[]): string[] {
  const all = [...new Set(roots.map((root) => resolve(root)))]
  return all.filter(
    (root) => !all.some((other) => other !== root && isBelow(root, other) && statOrNull(root)?.dev === statOrNull(other)?.dev),
  )
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`)
}

function statOrNull(path: string) {
  try {
    return lstatSync(path)
  } catch {
    return null
  }
}
