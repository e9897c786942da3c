/** Makes a folder with those above it. Node's own recursive mkdir never returns where a parent exists but takes no folders, as in /proc. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Throws what the system says: not permitted, no space, not a folder. */
export function makeFolder(path: string, mode: number): void {
  if (isThere(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path), mode)
  mkdirSync(path, { mode })
}

function isThere(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
