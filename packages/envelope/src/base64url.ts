/** Bytes as base64url without padding (RFC 4648 section 5), one spelling per value. */

const ALPHABET = /^[A-Za-z0-9_-]*$/
/** `String.fromCharCode` takes its bytes as arguments, so large inputs go in pieces. */
const PIECE = 8192

export function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i += PIECE) binary += String.fromCharCode(...bytes.subarray(i, i + PIECE))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Null for anything that `toBase64Url` would not have written: padding, other alphabets, stray trailing bits. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!ALPHABET.test(text) || text.length % 4 === 1) return null
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0))
  // atob drops the unused bits of the last character; two spellings of one value would be two names for one key.
  return toBase64Url(bytes) === text ? bytes : null
}

/** Like `fromBase64Url`, for values that must have exactly so many bytes. */
export function bytesOfLength(text: string, length: number): Uint8Array<ArrayBuffer> | null {
  const bytes = fromBase64Url(text)
  return bytes?.length === length ? bytes : null
}

/** For values that this program made itself: anything else is a fault in the caller. */
export function mustBytes(text: string, length: number, what: string): Uint8Array<ArrayBuffer> {
  const bytes = bytesOfLength(text, length)
  if (bytes === null) throw new TypeError(`${what} is not ${length} bytes in base64url`)
  return bytes
}
