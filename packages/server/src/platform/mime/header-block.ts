/** Reads a block of header fields (RFC 5322, 2.2) by one walk over its lines. */
import type { MimeDefect, MimeHeader, MimeLimits } from './types.ts'

export type HeaderBlock = { headers: MimeHeader[]; bodyStart: number }

const [LF, CR, SPACE, TAB, COLON] = [10, 13, 32, 9, 58]
/** ftext of RFC 5322: printable ASCII without the colon. */
const NAME = /^[!-9;-~]{1,256}$/

/** `isBoundary` says whether a line at this offset belongs to an enclosing multipart, which ends the headers too. */
export function readHeaders(
  raw: Buffer,
  start: number,
  end: number,
  limits: MimeLimits,
  defects: Set<MimeDefect>,
  isBoundary: (at: number) => boolean,
): HeaderBlock {
  const headers: MimeHeader[] = []
  let pieces: string[] = []
  let length = 0
  let open: { rawName: string } | null = null
  const close = () => {
    if (open === null) return
    headers.push({ name: open.rawName.toLowerCase(), rawName: open.rawName, value: pieces.join('').trim() })
    open = null
  }
  let at = start
  while (at < end) {
    const lineEnd = endOfLine(raw, at, end)
    const contentEnd = lineEnd > at && raw[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd
    const next = Math.min(end, lineEnd + 1)
    if (contentEnd === at) {
      close()
      return { headers, bodyStart: next }
    }
    if (isBoundary(at)) break
    if (raw[at] === SPACE || raw[at] === TAB) {
      const room = limits.headerValue - length
      if (open !== null) {
        if (room < contentEnd - at) defects.add('header-value-cut')
        const piece = text(raw, at, Math.min(contentEnd, at + Math.max(0, room)))
        pieces.push(piece)
        length += piece.length
      }
      at = next
      continue
    }
    close()
    const colon = raw.subarray(at, Math.min(contentEnd, at + 300)).indexOf(COLON)
    const rawName = colon < 0 ? '' : raw.toString('latin1', at, at + colon).trimEnd()
    if (!NAME.test(rawName)) {
      // The separator line of an mbox file is no header; any other such line begins a body whose blank line got lost.
      if (at === start && raw.toString('latin1', at, Math.min(contentEnd, at + 5)) === 'From ') {
        at = next
        continue
      }
      defects.add('headers-end-without-blank-line')
      return { headers, bodyStart: at }
    }
    if (headers.length >= limits.headers) defects.add('headers-cut')
    else {
      open = { rawName }
      const valueEnd = Math.min(contentEnd, at + colon + 1 + limits.headerValue)
      if (valueEnd < contentEnd) defects.add('header-value-cut')
      const value = text(raw, at + colon + 1, valueEnd)
      pieces = [value]
      length = value.length
    }
    at = next
  }
  close()
  return { headers, bodyStart: at }
}

function endOfLine(raw: Buffer, at: number, end: number): number {
  const found = raw.indexOf(LF, at)
  return found < 0 || found > end ? end : found
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Eight-bit headers are UTF-8 (RFC 6532), or, in mail that breaks the rules, most often Windows' Latin. */
function text(raw: Buffer, start: number, end: number): string {
  const latin = raw.toString('latin1', start, end)
  if (!EIGHT_BIT.test(latin)) return latin
  try {
    return utf8.decode(raw.subarray(start, end))
  } catch {
    return latin
  }
}

const EIGHT_BIT = /[\u0080-\u00ff]/
