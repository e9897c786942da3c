/** Takes files out of a restore point into a folder of our own, and reads what is wanted of them there. */
import { type FileHandle, mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openContained } from '../platform/files/contain.ts'
import { type ResticTarget, runRestic } from '../prove/restic-process.ts'
import type { Files } from './changes.ts'
import { type Window, windowsOf } from './signs/entropy.ts'
import type { Version } from './signs/flip.ts'
import { HEAD_BYTES } from './signs/file-type.ts'

export type Extracted = { root: string } | 'stopped' | { failed: string } | { noSpace: { needed: number; free: number } }

/** restic matches each name against every pattern: more than this many are slower than the whole. */
const MOST_PATTERNS = 500
const SPARE_BYTES = 256 * 2 ** 20

/** `paths`: null for all. `folder` is made; what was in it is removed. */
export async function extractFiles(
  target: ResticTarget,
  o: { id: string; paths: readonly string[] | null; files: Files; folder: string; signal: AbortSignal },
): Promise<Extracted> {
  await rm(o.folder, { recursive: true, force: true })
  await mkdir(o.folder, { mode: 0o700 })
  const some = o.paths !== null && o.paths.length <= MOST_PATTERNS ? o.paths : null
  const needed = (some ?? [...o.files.keys()]).reduce((sum, path) => sum + (o.files.get(path) ?? 0), SPARE_BYTES)
  const { bavail, bsize } = await statfs(o.folder)
  if (bavail * bsize < needed) return { noSpace: { needed, free: bavail * bsize } }
  const list = join(target.temporaryFolder, 'include')
  if (some !== null) await writeFile(list, some.map(pattern).join('\n'), { mode: 0o600 })
  const args = ['restore', o.id, '--target', o.folder, ...(some === null ? [] : ['--include-file', list])]
  const ran = await runRestic(target, args, { signal: o.signal })
  if (ran.kind !== 'exited') return ran.kind === 'stopped' ? 'stopped' : { failed: 'restic was not found' }
  // Rights and owners that cannot be set here are no matter: only content is read.
  return ran.code === 0 || ran.lines.every((line) => !/^(Fatal|error:.*(blob|pack|checksum|hash))/i.test(line))
    ? { root: o.folder }
    : { failed: ran.lines.find((line) => /Fatal|error/i.test(line)) ?? `restic ended with ${ran.code}` }
}

/** The first bytes and the windows of a file; null when it is not there or is no regular file. */
export async function readVersion(
  root: string,
  path: string,
  windows: readonly Window[] | 'own',
): Promise<(Version & { windowsAt: readonly Window[] }) | null> {
  const opened = await openContained(root, path.slice(1))
  if (!opened.ok) return null
  const { handle, size } = opened
  try {
    const at = windows === 'own' ? windowsOf(size) : windows
    const head = await read(handle, { offset: 0, length: Math.min(HEAD_BYTES, size) })
    const blocks: Buffer[] = []
    for (const window of at) blocks.push(await read(handle, window))
    return { head, windows: blocks, windowsAt: at }
  } finally {
    await handle.close()
  }
}

/** At most `most` bytes from its beginning. */
export async function readBytes(root: string, path: string, most: number): Promise<Buffer | null> {
  const opened = await openContained(root, path.slice(1))
  if (!opened.ok) return null
  const { handle, size } = opened
  try {
    return await read(handle, { offset: 0, length: Math.min(most, size) })
  } finally {
    await handle.close()
  }
}

async function read(file: FileHandle, { offset, length }: Window): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, offset)
  return buffer.subarray(0, bytesRead)
}

/** One name as a pattern of restic: what has a meaning in one, and what its reader would cut, stands for any one character. */
function pattern(path: string): string {
  return path.replace(/[*?[\]\\$\n\r\uFFFD]|\s$/g, '?')
}
