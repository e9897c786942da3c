/** AES-256-GCM with the purpose bound in: what was sealed for one client and purpose opens for no other. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { err, ok, type Result } from '@mainstay/kernel'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** version (1), nonce (12), tag (16), ciphertext. */
export function encrypt(key: Uint8Array, plain: Uint8Array, boundTo: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body])
}

export function decrypt(key: Uint8Array, sealed: Uint8Array, boundTo: string): Result<Buffer, 'tampered'> {
  const bytes = Buffer.from(sealed)
  if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION) return err('tampered')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE_BYTES))
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES))
  try {
    return ok(Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]))
  } catch {
    return err('tampered')
  }
}
