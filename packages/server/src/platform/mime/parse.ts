/** `parseMessage`: a message of any shape as a tree of parts. It never throws; what it cut or guessed is among the defects. */
import { decodeCharset } from './charset.ts'
import { decodeWords } from './encoded-words.ts'
import { readStructure } from './structure.ts'
import { decodeTransfer } from './transfer-encoding.ts'
import { DEFAULT_LIMITS, type MimeDefect, type MimeLimits, type MimeMessage, type MimePart } from './types.ts'

export function parseMessage(raw: Uint8Array, limits: Partial<MimeLimits> = {}): MimeMessage {
  const bytes = asBuffer(raw)
  const defects = new Set<MimeDefect>()
  if (bytes.includes(0)) defects.add('nul-bytes')
  const { root, leaves } = readStructure(bytes, { ...DEFAULT_LIMITS, ...limits }, defects)
  if (root.start >= bytes.length) defects.add('no-body')
  return { raw, root, leaves, defects }
}

/** The body of a part without its transfer encoding. Costs a copy where there was one. */
export function partBytes(message: MimeMessage, part: MimePart, defects?: Set<MimeDefect>): Uint8Array {
  return decodeTransfer(asBuffer(message.raw).subarray(part.start, part.end), part.transferEncoding, defects)
}

/** The text of a part, in its charset, up to `limit` bytes. */
export function partText(message: MimeMessage, part: MimePart, limit = DEFAULT_LIMITS.text, defects?: Set<MimeDefect>): string {
  // Encoded text is at most three bytes (quoted-printable) for one.
  const end = Math.min(part.end, part.start + limit * 3)
  const body = decodeTransfer(asBuffer(message.raw).subarray(part.start, end), part.transferEncoding, defects)
  if (end < part.end || body.length > limit) defects?.add('text-cut')
  return decodeCharset(body.subarray(0, limit), part.parameters.get('charset') ?? '', defects)
}

/** The value of the first header of that name, unfolded and not decoded. */
export function headerOf(part: MimePart, name: string): string | null {
  return part.headers.find((header) => header.name === name)?.value ?? null
}

/** The same for people to read: a subject, a name. */
export function headerText(part: MimePart, name: string): string {
  return decodeWords(headerOf(part, name) ?? '')
}

function asBuffer(raw: Uint8Array): Buffer {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
}
