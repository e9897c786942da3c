/** Wraps bytes by a passphrase: scrypt for the key, AES-256-GCM for the bytes. */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'

export type SealedBox = { kdf: 'scrypt'; n: number; r: number; p: number; salt: string; nonce: string; ciphertext: string }

/** 128 MiB and about a third of a second: what OWASP's cheat sheet asks of scrypt, and a person does not notice. */
const COST = { n: 2 ** 17, r: 8, p: 1 }
/** A crafted file must not make this machine calculate for an hour. */
const MAX_COST = { n: 2 ** 20, r: 16, p: 4 }
const TAG_BYTES = 16

export async function sealByPassphrase(bytes: Uint8Array, passphrase: string, purpose: string): Promise<SealedBox> {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, salt, COST), nonce).setAAD(Buffer.from(purpose))
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  return { kdf: 'scrypt', ...COST, salt: b64(salt), nonce: b64(nonce), ciphertext: b64(ciphertext) }
}

/** Null when the passphrase is wrong or the box was changed; the two cannot be told apart. */
export async function openByPassphrase(box: SealedBox, passphrase: string, purpose: string): Promise<Uint8Array | null> {
  const { n, r, p } = box
  if (n > MAX_COST.n || r > MAX_COST.r || p > MAX_COST.p || n < 2 ** 14) return null
  const bytes = Buffer.from(box.ciphertext, 'base64url')
  if (bytes.length < TAG_BYTES) return null
  const key = await derive(passphrase, Buffer.from(box.salt, 'base64url'), { n, r, p })
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(box.nonce, 'base64url'))
    .setAAD(Buffer.from(purpose))
    .setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}

function derive(passphrase: string, salt: Buffer, { n, r, p }: { n: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Typed the same on another keyboard, the passphrase has to give the same bytes.
    const text = passphrase.normalize('NFKC')
    scrypt(text, salt, 32, { N: n, r, p, maxmem: 256 * n * r }, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

function b64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
