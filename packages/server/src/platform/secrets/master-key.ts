/** The master key: 32 random bytes in a file outside the database, from which the database's passwords are derived and which wraps the vault. */
import { hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { makeFolder } from '../files/make-folder.ts'

export type MasterKey = Buffer

/** Reads the key, or makes it where there is none. A file that others can read is refused. */
export function loadOrCreateMasterKey(path: string): MasterKey {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new AppError('platform.data-folder', { path, detail: 'the master key cannot be read' }, { cause: error })
    return createMasterKey(path)
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new AppError('platform.data-folder', { path, detail: `others can read the master key. Run: chmod 600 ${path}` })
  }
  const key = Buffer.from(text.trim(), 'base64url')
  if (key.length !== 32) throw new AppError('platform.data-folder', { path, detail: 'this is not a master key (32 bytes in base64url)' })
  return key
}

/** A secret for one purpose (HKDF-SHA-256, RFC 5869), as base64url. */
export function deriveSecret(masterKey: MasterKey, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, 'mainstay', purpose, 32)).toString('base64url')
}

function createMasterKey(path: string): MasterKey {
  const key = randomBytes(32)
  try {
    makeFolder(dirname(path), 0o700)
    writeDurably(path, `${key.toString('base64url')}\n`)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const { username } = userInfo()
    throw new AppError(
      'platform.data-folder',
      {
        path,
        detail: `the master key cannot be written there by ${username} (${code}). Name another file in MAINSTAY_MASTER_KEY_FILE, or change the owner of its folder.`,
      },
      { cause },
    )
  }
  return key
}

/** Whole under its name or not there; the folder too reaches the disk, or a power cut could leave a database whose key is gone. */
function writeDurably(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.new`
  const fd = openSync(temporary, 'wx', 0o600)
  writeSync(fd, text)
  fsyncSync(fd)
  closeSync(fd)
  chmodSync(temporary, 0o600)
  renameSync(temporary, path)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
