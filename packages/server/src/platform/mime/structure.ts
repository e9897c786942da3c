/** Finds the parts of a message (RFC 2046) by one walk over its lines, with bounds on how many and how deep. */
import { decodeWords } from './encoded-words.ts'
import { readHeaders } from './header-block.ts'
import { parseParameters } from './parameters.ts'
import type { MimeDefect, MimeHeader, MimeLimits, MimePart } from './types.ts'

/** A multipart that is open where the walk stands. */
type Open = { part: MimePart; boundary: Buffer; child: MimePart | null }

const [LF, CR, DASH] = [10, 13, 45]

export function readStructure(raw: Buffer, limits: MimeLimits, defects: Set<MimeDefect>): { root: MimePart; leaves: MimePart[] } {
  const open: Open[] = []
  const leaves: MimePart[] = []
  let parts = 0
  const isBoundary = (at: number) => raw[at] === DASH && raw[at + 1] === DASH && matching(at) >= 0
  /** Reads the head of a part and opens it where it is a multipart; of an enclosed message reads on into it. */
  const begin = (at: number, depth: number): MimePart => {
    parts++
    const { headers, bodyStart } = readHeaders(raw, at, raw.length, limits, defects, isBoundary)
    const part = describe(headers, depth, bodyStart)
    const nests = part.mediaType.startsWith('multipart/') || isEnclosed(part)
    if (nests && depth >= limits.depth) defects.add('nesting-cut')
    else if (isEnclosed(part)) part.children.push(begin(bodyStart, depth + 1))
    else if (nests) {
      const boundary = part.parameters.get('boundary') ?? ''
      if (boundary === '') defects.add('multipart-without-boundary')
      else open.push({ part, boundary: Buffer.from(`--${boundary.slice(0, 200).trimEnd()}`), child: null })
    }
    return part
  }
  const matching = (at: number): number => {
    for (let index = open.length - 1; index >= 0; index--) {
      const boundary = open[index]?.boundary
      if (boundary === undefined || at + boundary.length > raw.length) continue
      const end = at + boundary.length
      if (raw.compare(boundary, 0, boundary.length, at, end) === 0 && endsThere(raw, end)) return index
    }
    return -1
  }
  const root = begin(0, 0)
  let at = nextDashes(raw, root.start)
  while (at >= 0 && open.length > 0) {
    const index = matching(at)
    if (index < 0) {
      at = nextDashes(raw, at + 2)
      continue
    }
    const level = open[index]
    if (level === undefined) break
    if (index < open.length - 1) defects.add('multipart-unfinished')
    for (const inner of open.splice(index + 1)) endPart(inner.child, beforeBreak(raw, at))
    endPart(level.child, beforeBreak(raw, at))
    level.child = null
    const after = at + level.boundary.length
    if (raw[after] === DASH && raw[after + 1] === DASH) {
      level.part.end = after + 2
      open.pop()
      at = nextDashes(raw, after)
      continue
    }
    if (parts >= limits.parts) {
      defects.add('parts-cut')
      break
    }
    const lineEnd = raw.indexOf(LF, after)
    const child = begin(lineEnd < 0 ? raw.length : lineEnd + 1, level.part.depth + 1)
    level.part.children.push(child)
    level.child = child
    at = nextDashes(raw, child.start - 1)
  }
  if (open.length > 0) defects.add('multipart-unfinished')
  for (const { child } of open) endPart(child, raw.length)
  endPart(root, raw.length)
  gather(root, leaves, defects)
  return { root, leaves }
}

function endPart(part: MimePart | null, end: number): void {
  if (part === null) return
  if (part.end < 0) part.end = Math.max(part.start, end)
  if (isEnclosed(part)) endPart(part.children[0] ?? null, end)
}

/** Ends what is still open by its parent's end, and lists what has no children. */
function gather(part: MimePart, leaves: MimePart[], defects: Set<MimeDefect>): void {
  if (part.children.length === 0) leaves.push(part)
  if (part.children.length === 0 && part.mediaType.startsWith('multipart/')) defects.add('multipart-without-parts')
  for (const child of part.children) {
    endPart(child, part.end)
    gather(child, leaves, defects)
  }
}

function describe(headers: MimeHeader[], depth: number, start: number): MimePart {
  const value = (name: string) => headers.find((header) => header.name === name)?.value ?? ''
  const type = parseParameters(value('content-type'))
  const mediaType = /^[!-~]{1,80}\/[!-~]{1,120}$/.test(type.value) ? type.value : 'text/plain'
  const disposition = parseParameters(value('content-disposition'))
  const filename = disposition.parameters.get('filename') ?? type.parameters.get('name') ?? null
  const encoding = /^[^\s;(]+/.exec(value('content-transfer-encoding').toLowerCase())?.[0] ?? '7bit'
  return {
    headers,
    mediaType,
    parameters: type.parameters,
    disposition:
      disposition.value === '' ? null : disposition.value === 'inline' || disposition.value === 'attachment' ? disposition.value : 'other',
    filename: filename === null ? null : decodeWords(filename).slice(0, 1000),
    contentId: value('content-id').replace(/^<|>$/g, '') || null,
    transferEncoding: encoding,
    depth,
    children: [],
    start,
    end: -1,
  }
}

/** An enclosed message that is not encoded, as it must not be (RFC 2046, 5.2.1). */
function isEnclosed(part: MimePart): boolean {
  return part.mediaType === 'message/rfc822' && ['7bit', '8bit', 'binary'].includes(part.transferEncoding)
}

/** The next line from `from` on that begins with two dashes; -1 where there is none. `from` may be a line's beginning itself. */
function nextDashes(raw: Buffer, from: number): number {
  if (from <= 0 && raw[0] === DASH && raw[1] === DASH) return 0
  const found = raw.indexOf('\n--', Math.max(0, from - 1), 'latin1')
  return found < 0 ? -1 : found + 1
}

/** After a boundary stands its line's end, white space, or the two dashes of the last one: another boundary may begin with the same letters. */
function endsThere(raw: Buffer, at: number): boolean {
  const next = raw[at]
  return next === undefined || next === LF || next === CR || next === 32 || next === 9 || (next === DASH && raw[at + 1] === DASH)
}

/** The line break before a boundary belongs to the boundary. */
function beforeBreak(raw: Buffer, at: number): number {
  const lf = raw[at - 1] === LF ? at - 1 : at
  return raw[lf - 1] === CR ? lf - 1 : lf
}
