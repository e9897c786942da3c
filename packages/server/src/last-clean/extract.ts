/** Takes files out of a restore point into a folder of our own, and reads what is wanted of them there. */
import { type FileHandle, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openContained } from '../platform/files/contain.ts'
import type { ResticTarget } from '../prove/restic-process.ts'
import { extract } from '../prove/steps.ts'
import type { Files } from './changes.ts'
import { type Window, windowsOf } from './signs/entropy.ts'
import type { Version } from './signs/flip.ts'
import { HEAD_BYTES } from './signs/file-type.ts'

export type Extracted = { root: string } | { why: string }

/** restic matches each name against every pattern: more than this many are slower than the whole. */
const MOST_PATTERNS = 500

/** `paths`: null for all. `folder` is made; what was in it is removed. Nothing counts as there unless all of it came out whole. */
export async function extractFiles(
  target: ResticTarget,
  o: { id: string; paths: readonly string[] | null; files: Files; folder: string; sparse: boolean; signal: AbortSignal },
): Promise<Extracted> {
  const { id, folder, sparse, signal } = o
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  const some = o.paths !== null && o.paths.length <= MOST_PATTERNS ? o.paths : null
  const bytes = (some ?? [...o.files.keys()]).reduce((sum, path) => sum + (o.files.get(path) ?? 0), 0)
  const list = join(target.temporaryFolder, 'include')
  if (some !== null) await writeFile(list, some.map(pattern).join('\n'), { mode: 0o600 })
  const { extracted, read } = await extract(target, {
    id,
    folder,
    bytes,
    sparse,
    signal,
    onProgress: () => {},
    ...(some === null ? {} : { include: list }),
  })
  return extracted ? { root: folder } : { why: read.evidence }
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
