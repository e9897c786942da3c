/** The master key: 32 random bytes in a file outside the database, from which the database's passwords are derived and which wraps the vault. */
import { hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '@mainstay/kernel'

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
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${process.pid}.new`
  const fd = openSync(temporary, 'wx', 0o600)
  writeSync(fd, `${key.toString('base64url')}\n`)
  fsyncSync(fd)
  closeSync(fd)
  chmodSync(temporary, 0o600)
  renameSync(temporary, path)
  return key
}
