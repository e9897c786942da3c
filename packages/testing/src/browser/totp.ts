/** What an authenticator app shows: time-based one-time passwords (RFC 6238: SHA-1, six digits, 30 s). */
import { createHmac } from 'node:crypto'

const STEP_MS = 30_000
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** `secret`: base32 (RFC 4648), as a page shows it for typing by hand. */
export function totpCode(secret: string, now: Date): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / STEP_MS)))
  const hash = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 0x0f) & 0x7fff_ffff
  return String(number % 1_000_000).padStart(6, '0')
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text.toUpperCase().replace(/[\s=]/g, ''), (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join(
    '',
  )
  return Buffer.from(Array.from({ length: Math.floor(bits.length / 8) }, (_, n) => Number.parseInt(bits.slice(n * 8, n * 8 + 8), 2)))
}
