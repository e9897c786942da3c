/** One-time links and API tokens: 256 bits of chance, of which only the SHA-256 is stored; no salt is needed for what cannot be guessed. */
import { createHash, randomBytes } from 'node:crypto'

export const TOKEN_PREFIX = 'mst_'

export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url')
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
