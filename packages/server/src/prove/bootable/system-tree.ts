/** Looks into the files of a restored system for what starting it needs: its root, its kernel, its fstab. */
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { contain, openContained } from '../../platform/files/contain.ts'
import { chooseKernel, type KernelFiles } from './kernel-choice.ts'

export type SystemTree = {
  /** The folder that is the system's `/`. */
  root: string
  kernel: KernelFiles | null
  fstab: string
  grub: string
}

const MAX_TEXT = 256 * 1024

/** `restored` is the restore point's own root; a system backed up from elsewhere than `/` lies at one of `paths`. Null: there is none. */
export async function findSystem(restored: string, paths: readonly string[]): Promise<SystemTree | null> {
  const folders = ['/', ...paths].map((path) => path.replace(/^\/+|\/+$/g, ''))
  for (const folder of folders) {
    const root = folder === '' ? restored : await folderAt(restored, folder)
    if (root === null || !(await isSystem(root))) continue
    const boot = await folderAt(root, 'boot')
    return {
      root,
      kernel: chooseKernel(boot === null ? [] : await regularFiles(boot)),
      fstab: (await textOf(root, 'etc/fstab')) ?? '',
      grub: (await textOf(root, 'etc/default/grub')) ?? '',
    }
  }
  return null
}

/** What every Linux system has: its configuration and something that is started first. */
async function isSystem(root: string): Promise<boolean> {
  const has = async (name: string) => (await lstat(join(root, name)).catch(() => null)) !== null
  return (await has('etc')) && ((await has('sbin')) || (await has('usr/sbin')) || (await has('usr/bin')))
}

/** Links among them lead to others of them. */
async function regularFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

/** Null where it is none, or a link: that one would lead out of the tree, into this machine's own files. */
async function folderAt(root: string, path: string): Promise<string | null> {
  const where = await contain(root, path)
  const found = where.ok ? await lstat(where.path).catch(() => null) : null
  return where.ok && found?.isDirectory() === true ? where.path : null
}

/** Null where it is not, or is no regular file. */
export async function textOf(root: string, path: string): Promise<string | null> {
  const opened = await openContained(root, path)
  if (!opened.ok) return null
  try {
    const { buffer, bytesRead } = await opened.handle.read(Buffer.alloc(MAX_TEXT), 0, MAX_TEXT, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await opened.handle.close()
  }
}

/** Volumes of which the tree has nothing: the folder is empty or not there. */
export async function emptyVolumes(root: string, mountPoints: readonly string[]): Promise<string[]> {
  const empty: string[] = []
  for (const point of mountPoints) {
    const folder = await folderAt(root, point.replace(/^\/+/, ''))
    const entries = folder === null ? [] : await readdir(folder).catch(() => [])
    if (entries.filter((name) => name !== 'lost+found').length === 0) empty.push(point)
  }
  return empty
}
