/** The folder of a person's own configuration, and files in it that nobody else may read. */
import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { AppError } from '@mainstay/kernel'

/** `MAINSTAY_CONFIG_DIR`, else `$XDG_CONFIG_HOME/mainstay`, else `~/.config/mainstay`. */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (env['MAINSTAY_CONFIG_DIR']) return env['MAINSTAY_CONFIG_DIR']
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'mainstay')
}

/** Null when there is no such file. Refuses one that others could have read or put there. */
export async function readPrivate(path: string): Promise<string | null> {
  const file = await openIfThere(path)
  if (file === null) return null
  try {
    await assertPrivate(dirname(path), await stat(dirname(path)), '700')
    await assertPrivate(path, await file.stat(), '600')
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/** Whole or not at all: written beside it, synced, renamed. 0600 in a folder of 0700. */
export async function writePrivate(path: string, text: string, { replace }: { replace: boolean }): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await assertPrivate(folder, await stat(folder), '700')
  if (!replace && (await exists(path))) throw new AppError('cli.file-exists', { path })
  const temporary = join(folder, `.${randomUUID()}.tmp`)
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path).catch(async (error: unknown) => {
    await rm(temporary, { force: true })
    throw error
  })
  await syncFolder(folder)
}

/** Removes a file; what it held may still lie on the medium, so a key that has to be surely gone is revoked. */
export async function removePrivate(path: string): Promise<void> {
  await rm(path)
  await syncFolder(dirname(path))
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A rename is durable only when its folder is synced; Windows cannot open folders and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync()
  await handle.close()
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Windows keeps rights in access lists, not in the mode; the profile folder is private there by default. */
async function assertPrivate(path: string, found: { mode: number; uid: number }, mode: '600' | '700'): Promise<void> {
  if (process.platform === 'win32') return
  if (found.uid !== process.getuid?.()) throw new AppError('cli.key-owner', { path })
  if ((found.mode & 0o077) !== 0) throw new AppError('cli.key-permissions', { path, mode })
}
