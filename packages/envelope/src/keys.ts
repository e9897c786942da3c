/** Ed25519 keys and SHA-256 by WebCrypto alone, so that the same code runs in Node, in Bun and in a browser. */
import { fromBase64Url, toBase64Url } from './base64url.ts'

/** WebCrypto's key handle; its name lives in the DOM's types or in Node's, so it is taken from the function that makes one. */
export type WebKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>
export type KeyPair = { privateKey: WebKey; publicKey: string; keyId: string }
/** Whatever can sign: a key in memory today; an authenticator or a token of hardware can stand behind it later. */
export type Signer = { keyId: string; publicKey: string; sign(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> }

export async function generateKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('WebCrypto made no key pair')
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return { privateKey: pair.privateKey, publicKey: toBase64Url(raw), keyId: await keyIdOf(raw) }
}

export function signerOf(pair: KeyPair): Signer {
  return { keyId: pair.keyId, publicKey: pair.publicKey, sign: (bytes) => sign(pair.privateKey, bytes) }
}

export async function sign(privateKey: WebKey, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, owned(bytes)))
}

export async function verify(publicKey: WebKey, signature: Uint8Array, bytes: Uint8Array): Promise<boolean> {
  if (signature.length !== 64) return false
  return crypto.subtle.verify('Ed25519', publicKey, owned(signature), owned(bytes))
}

/** Verifies text as it stands on the wire; anything that is not a sound key or signature is simply false. */
export async function verifyText(publicKey: string, signature: string, bytes: Uint8Array): Promise<boolean> {
  const raw = fromBase64Url(publicKey)
  const signatureBytes = fromBase64Url(signature)
  if (raw === null || signatureBytes === null) return false
  const key = await importPublicKey(raw)
  return key !== null && verify(key, signatureBytes, bytes)
}

/** PKCS #8, unencrypted: the caller decides where it may lie. */
export async function exportPrivateKey(privateKey: WebKey): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
}

export async function importPrivateKey(pkcs8: Uint8Array): Promise<KeyPair> {
  const privateKey = await crypto.subtle.importKey('pkcs8', owned(pkcs8), 'Ed25519', true, ['sign'])
  const jwk = await crypto.subtle.exportKey('jwk', privateKey)
  if (jwk.x === undefined) throw new Error('the private key has no public half')
  const raw = fromBase64Url(jwk.x)
  if (raw === null) throw new Error('the private key has no public half')
  return { privateKey, publicKey: jwk.x, keyId: await keyIdOf(raw) }
}

/** From the raw 32 bytes; null when they are no usable key. */
export async function importPublicKey(raw: Uint8Array): Promise<WebKey | null> {
  if (raw.length !== 32 || isSmallOrder(raw)) return null
  try {
    return await crypto.subtle.importKey('raw', owned(raw), 'Ed25519', true, ['verify'])
  } catch {
    return null
  }
}

/** A key's name everywhere: SHA-256 of its raw 32 bytes. */
export async function keyIdOf(publicKey: Uint8Array): Promise<string> {
  return toBase64Url(await sha256(publicKey))
}

export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', owned(bytes)))
}

/**
 * Under a public point of small order one signature fits many messages, so whoever names such a key signs without one.
 * Node 24 refuses them when verifying, Bun 1.4 does not. The y coordinates are those of RFC 7748's list, sign bit aside.
 */
function isSmallOrder(raw: Uint8Array): boolean {
  const hex = Array.from(raw, (byte, i) => (i === 31 ? byte & 0x7f : byte).toString(16).padStart(2, '0')).join('')
  return SMALL_ORDER_Y.has(hex)
}

const SMALL_ORDER_Y = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])

/** WebCrypto wants bytes that are not shared between threads; only those that are get copied. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : Uint8Array.from(bytes)
}
