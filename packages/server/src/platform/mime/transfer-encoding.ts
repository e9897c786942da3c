/** Undoes base64 and quoted-printable (RFC 2045), by linear walks that forgive damage. */
import type { MimeDefect } from './types.ts'

export function decodeTransfer(body: Buffer, encoding: string, defects?: Set<MimeDefect>): Buffer {
  switch (encoding) {
    case 'base64':
      return fromBase64(body, defects)
    case 'quoted-printable':
      return fromQuotedPrintable(body, defects)
    case '7bit':
    case '8bit':
    case 'binary':
      return body
    default:
      defects?.add('unknown-transfer-encoding')
      return body
  }
}

/** Node's decoder skips what is no base64 but stops at the first `=`; some programs join several encoded pieces, so each is read. */
function fromBase64(body: Buffer, defects: Set<MimeDefect> | undefined): Buffer {
  const text = body.toString('latin1')
  if (NOT_BASE64.test(text)) defects?.add('base64-damaged')
  const padding = text.indexOf('=')
  if (padding < 0 || !/[A-Za-z0-9+/]/.test(text.slice(padding, padding + 400))) return Buffer.from(text, 'base64')
  const pieces = text.split(/=+/, 10_000).map((piece) => Buffer.from(piece, 'base64'))
  return Buffer.concat(pieces)
}

const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/
const [EQUALS, LF, CR, SPACE, TAB] = [61, 10, 13, 32, 9]

export function fromQuotedPrintable(body: Buffer, defects?: Set<MimeDefect>): Buffer {
  const out = Buffer.allocUnsafe(body.length)
  let length = 0
  let at = 0
  while (at < body.length) {
    const next = body.indexOf(EQUALS, at)
    const plainEnd = next < 0 ? body.length : next
    length += body.copy(out, length, at, plainEnd)
    if (next < 0) break
    const softEnd = softBreak(body, next + 1)
    if (softEnd > 0) {
      at = softEnd
      continue
    }
    const [high, low] = [hex(body[next + 1]), hex(body[next + 2])]
    if (high < 0 || low < 0) {
      defects?.add('quoted-printable-damaged')
      out[length++] = EQUALS
      at = next + 1
    } else {
      out[length++] = high * 16 + low
      at = next + 3
    }
  }
  return out.subarray(0, length)
}

/** The offset after a soft line break that begins at `at`, or 0. White space before it may have been added on the way; more than 80 are none. */
function softBreak(body: Buffer, at: number): number {
  let end = at
  while (end < at + 80 && (body[end] === SPACE || body[end] === TAB)) end++
  if (end >= body.length) return body.length
  if (body[end] === CR && body[end + 1] === LF) return end + 2
  return body[end] === LF || body[end] === CR ? end + 1 : 0
}

function hex(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 65 && code <= 70) return code - 55
  return code >= 97 && code <= 102 ? code - 87 : -1
}
