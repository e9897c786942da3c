/** Decodes encoded words in headers (RFC 2047): `=?utf-8?B?…?=`. */
import { decodeCharset } from './charset.ts'
import { fromQuotedPrintable } from './transfer-encoding.ts'

/** Bounded pieces without overlap, so that the search is linear. */
const WORD = /=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bq])\?([^?\s]{0,2000})\?=/gi

export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value
  let out = ''
  let end = 0
  let pending: { charset: string; pieces: Buffer[] } | null = null
  const flush = () => {
    if (pending !== null) out += decodeCharset(Buffer.concat(pending.pieces), pending.charset)
    pending = null
  }
  for (const match of value.matchAll(WORD)) {
    const [all, charset = '', encoding = '', text = ''] = match
    const between = value.slice(end, match.index)
    // White space between two encoded words does not count; and a letter of several bytes may be cut between them.
    const adjoins = end > 0 && between.trim() === ''
    if (!adjoins) {
      flush()
      out += between
    } else if (pending !== null && pending.charset !== charset.toLowerCase()) flush()
    pending ??= { charset: charset.toLowerCase(), pieces: [] }
    pending.pieces.push(
      encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : fromQuotedPrintable(Buffer.from(text.replaceAll('_', ' '), 'latin1')),
    )
    end = match.index + all.length
  }
  flush()
  return out + value.slice(end)
}
