/** Tells which master key wraps the secrets of an export, without saying anything about the key. */
import { createHash } from 'node:crypto'
import { deriveSecret, type MasterKey } from '../secrets/master-key.ts'

export function keyMark(masterKey: MasterKey): string {
  return createHash('sha256').update(deriveSecret(masterKey, 'export-mark')).digest('hex')
}
