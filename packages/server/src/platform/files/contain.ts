/** Keeps a path that came from outside (an archive, a manifest, a check) inside one folder, walked component by component. */
import { constants, lstat, open, readlink, realpath, type FileHandle } from 'node:fs/promises'
import { sep } from 'node:path'
import { hasCode } from './durable.ts'

export type Escape =
  | 'empty'
  | 'absolute'
  | 'parent'
  | 'nul'
  | 'too-long'
  | 'not-portable'
  | 'symlinked-parent'
  | 'symlink'
  | 'not-a-file'
  | 'missing'

export type Contained = { ok: true; path: string } | { ok: false; reason: Escape; component: string }
export type ContainedFile = { ok: true; path: string; handle: FileHandle; size: number } | { ok: false; reason: Escape; component: string }

/** Longest name of one component on the file systems that we know, in bytes. */
const NAME_MAX = 255
const PATH_MAX = 4096

/** The components of a relative path, or why it may not be followed. Pure: nothing is looked up. */
export function splitContained(
  relative: string,
  platform: NodeJS.Platform = process.platform,
): { ok: true; components: string[] } | { ok: false; reason: Escape; component: string } {
  const refuse = (reason: Escape, component: string) => ({ ok: false as const, reason, component })
  if (relative === '') return refuse('empty', '')
  if (relative.includes('\0')) return refuse('nul', relative.slice(0, relative.indexOf('\0')))
  if (relative.startsWith('/')) return refuse('absolute', relative)
  if (Buffer.byteLength(relative) > PATH_MAX) return refuse('too-long', `${relative.slice(0, 64)}…`)
  const components = relative.split('/')
  for (const component of components) {
    if (component === '..') return refuse('parent', component)
    // An empty component or "." means that two different texts name one file: refused rather than cleaned.
    if (component === '' || component === '.') return refuse('empty', component)
    if (Buffer.byteLength(component) > NAME_MAX) return refuse('too-long', `${component.slice(0, 64)}…`)
    // On Windows a backslash separates, a colon names a drive or a stream, and names lose a last dot or space.
    if (platform === 'win32' && (/[\\:<>"|?*]/.test(component) || /[. ]$/.test(component))) return refuse('not-portable', component)
  }
  return { ok: true, components }
}

/**
 * The absolute path of `relative` under `root`, when no folder on the way is a symbolic link. The last component may be anything or
 * missing: look at it with `lstat`. `root` itself is trusted and may be reached through links.
 */
export async function contain(root: string, relative: string): Promise<Contained> {
  const split = splitContained(relative)
  if (!split.ok) return split
  let path = await realpath(root)
  for (const [index, component] of split.components.entries()) {
    path = path.endsWith(sep) ? path + component : path + sep + component
    if (index === split.components.length - 1) break
    const found = await lstat(path).catch(missingAsNull)
    if (found === null) return { ok: false, reason: 'missing', component }
    if (found.isSymbolicLink()) return { ok: false, reason: 'symlinked-parent', component }
    if (!found.isDirectory()) return { ok: false, reason: 'missing', component }
  }
  return { ok: true, path }
}

/**
 * Opens a regular file under `root` for reading. Links are not followed, a FIFO or device does not block, and on Linux the kernel is asked
 * afterwards which path was really opened, so that a folder swapped for a link between look and open is noticed. The caller closes it.
 */
export async function openContained(root: string, relative: string): Promise<ContainedFile> {
  const where = await contain(root, relative)
  if (!where.ok) return where
  const component = relative.slice(relative.lastIndexOf('/') + 1)
  // The type is looked at first: opening a device has effects of its own (a tape rewinds).
  const found = await lstat(where.path).catch(missingAsNull)
  if (found === null) return { ok: false, reason: 'missing', component }
  if (found.isSymbolicLink()) return { ok: false, reason: 'symlink', component }
  if (!found.isFile()) return { ok: false, reason: 'not-a-file', component }
  let handle: FileHandle
  try {
    handle = await open(where.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (hasCode(error, 'ELOOP')) return { ok: false, reason: 'symlink', component }
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return { ok: false, reason: 'missing', component }
    throw error
  }
  const opened = await handle.stat()
  if (!opened.isFile()) {
    await handle.close()
    return { ok: false, reason: 'not-a-file', component }
  }
  if (process.platform === 'linux' && (await readlink(`/proc/self/fd/${handle.fd}`)) !== where.path) {
    await handle.close()
    return { ok: false, reason: 'symlinked-parent', component }
  }
  return { ok: true, path: where.path, handle, size: opened.size }
}

function missingAsNull(error: unknown): null {
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
  throw error
}
