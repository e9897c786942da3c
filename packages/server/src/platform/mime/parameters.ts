/** Reads `value; name=value` headers (RFC 2045, 5.1) with continuations and charsets (RFC 2231). */
import { decodeCharset } from './charset.ts'
import { decodeWords } from './encoded-words.ts'

export type Parameterised = { value: string; parameters: Map<string, string> }

const MOST_PARAMETERS = 100

export function parseParameters(header: string): Parameterised {
  const pieces = splitOutsideQuotes(header)
  const value = (pieces.shift() ?? '').trim().toLowerCase()
  const plain = new Map<string, string>()
  const continued = new Map<string, { index: number; encoded: boolean; text: string }[]>()
  for (const piece of pieces.slice(0, MOST_PARAMETERS)) {
    const equals = piece.indexOf('=')
    if (equals < 0) continue
    const name = piece.slice(0, equals).trim().toLowerCase()
    const text = unquote(piece.slice(equals + 1).trim())
    const star = /^([^*]{1,60})\*(?:(\d{1,2})(\*?))?$/.exec(name)
    if (star === null) {
      if (!plain.has(name)) plain.set(name, decodeWords(text))
      continue
    }
    const [, base = '', index, encoded] = star
    const list = continued.get(base) ?? []
    list.push({ index: Number(index ?? 0), encoded: index === undefined || encoded === '*', text })
    continued.set(base, list)
  }
  for (const [name, list] of continued) plain.set(name, join(list))
  return { value, parameters: plain }
}

function join(list: { index: number; encoded: boolean; text: string }[]): string {
  const sorted = list.toSorted((a, b) => a.index - b.index)
  const first = sorted[0]
  if (first === undefined) return ''
  const marks = first.encoded ? /^([^']{0,60})'[^']{0,60}'/.exec(first.text) : null
  const charset = marks?.[1] ?? 'utf-8'
  const bytes = sorted.map(({ text, encoded }, place) => {
    const rest = place === 0 && marks !== null ? text.slice(marks[0].length) : text
    return encoded ? percent(rest) : Buffer.from(rest, 'utf8')
  })
  return decodeCharset(Buffer.concat(bytes), charset)
}

function percent(text: string): Buffer {
  return Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  )
}

function splitOutsideQuotes(header: string): string[] {
  const pieces: string[] = []
  let [start, quoted] = [0, false]
  for (let at = 0; at < header.length && pieces.length <= MOST_PARAMETERS; at++) {
    const letter = header[at]
    if (quoted && letter === '\\') at++
    else if (letter === '"') quoted = !quoted
    else if (letter === ';' && !quoted) {
      pieces.push(header.slice(start, at))
      start = at + 1
    }
  }
  pieces.push(header.slice(start))
  return pieces
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text
  const end = text.length > 1 && text.endsWith('"') ? -1 : text.length
  return text.slice(1, end).replace(/\\(.)/g, '$1')
}
