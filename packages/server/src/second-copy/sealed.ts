/** A repository's key, sealed to a copy's own X25519 key: whoever only listens or has the copy's token cannot read it. */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'

/** DER of an X25519 public key is this and 32 bytes (RFC 8410). */
const SPKI = Buffer.from('302a300506032b656e032100', 'hex')
const INFO = 'mainstay second copy 1'
const TAG = 16

export function newCopyKey(): { privateKey: string; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  return { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKey: raw(publicKey).toString('base64url') }
}

export function publicKeyOf(privateKey: string): string {
  return raw(createPublicKey(createPrivateKey(privateKey))).toString('base64url')
}

export function sealTo(publicKey: string, text: string): string {
  const once = generateKeyPairSync('x25519')
  const to = createPublicKey({ key: Buffer.concat([SPKI, Buffer.from(publicKey, 'base64url')]), format: 'der', type: 'spki' })
  const { key, nonce } = secretsOf(diffieHellman({ privateKey: once.privateKey, publicKey: to }), raw(once.publicKey), raw(to))
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([raw(once.publicKey), cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** Throws when it was sealed to another key, or changed. */
export function openSealed(privateKey: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const mine = createPrivateKey(privateKey)
  const from = createPublicKey({ key: Buffer.concat([SPKI, bytes.subarray(0, 32)]), format: 'der', type: 'spki' })
  const { key, nonce } = secretsOf(diffieHellman({ privateKey: mine, publicKey: from }), bytes.subarray(0, 32), raw(createPublicKey(mine)))
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAuthTag(bytes.subarray(-TAG))
  return Buffer.concat([decipher.update(bytes.subarray(32, -TAG)), decipher.final()]).toString('utf8')
}

/** The key of the sender is made for one message, so the nonce may come from the same secret. */
function secretsOf(shared: Buffer, from: Buffer, to: Buffer): { key: Buffer; nonce: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', shared, Buffer.concat([from, to]), INFO, 44))
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32) }
}

function raw(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(SPKI.length)
}
