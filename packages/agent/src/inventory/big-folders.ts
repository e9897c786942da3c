/** The folders of this machine that hold much data, counted within a bound of entries and time. */
import { lstatSync, opendirSync } from 'node:fs'

export type BigFolder = { path: string; bytes: number; atLeast: boolean }

/** Where data of services and of people lies (Filesystem Hierarchy Standard 3.0); of these each folder is counted by itself. */
const PARENTS = ['/srv', '/home', '/opt', '/var/lib', '/var/www', '/data', '/mnt', '/media']
const SMALLEST_BYTES = 1024 ** 3
const MOST = 32

export function bigFolders(o: { parents?: readonly string[]; smallest?: number; entries?: number; ms?: number } = {}): BigFolder[] {
  const { parents = PARENTS, smallest = SMALLEST_BYTES, entries = 300_000, ms = 30_000 } = o
  const until = performance.now() + ms
  const folders = parents.flatMap((parent) => foldersIn(parent))
  // Each its share, so that one large folder does not hide the others.
  const share = Math.max(1, Math.floor(entries / Math.max(1, folders.length)))
  return folders
    .map((path) => ({ path, ...sizeOf(path, share, until) }))
    .filter(({ path, bytes }) => bytes >= smallest && path.length <= 512)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST)
}

/** Blocks that are really used, so that sparse files do not count as full; hard links count twice. Other file systems are their own affair. */
function sizeOf(root: string, most: number, until: number): { bytes: number; atLeast: boolean } {
  const device = statOf(root)?.dev
  const folders = [root]
  let bytes = 0
  let left = most
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of namesIn(folder)) {
      left -= 1
      if (left < 0 || performance.now() > until) return { bytes, atLeast: true }
      const path = `${folder}/${name}`
      const stat = statOf(path)
      if (stat === null || stat.dev !== device) continue
      if (stat.isDirectory()) folders.push(path)
      else if (stat.isFile()) bytes += stat.blocks * 512
    }
  }
  return { bytes, atLeast: false }
}

function foldersIn(parent: string): string[] {
  return [...namesIn(parent)].map((name) => `${parent}/${name}`).filter((path) => statOf(path)?.isDirectory() === true)
}

function* namesIn(folder: string): Generator<string> {
  let dir: ReturnType<typeof opendirSync>
  try {
    dir = opendirSync(folder)
  } catch {
    return
  }
  try {
    for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) yield entry.name
  } catch {
    return
  } finally {
    dir.closeSync()
  }
}

function statOf(path: string) {
  try {
    return lstatSync(path)
  } catch {
    return null
  }
}
