/** What the gateway reads of a message before anything else: where its headers end, who it says it is from, what of it pretends to be ours. */
import type { Readable } from 'node:stream'
import { headerOf, headerText, parseAddresses, parseMessage } from '../../../platform/mime/index.ts'

export type MessageHead = {
  subject: string
  from: string
  /** Addresses in From. */
  fromAddresses: string[]
  messageId: string
  /** Received headers: how many servers it went through. */
  hops: number
  /** Offsets `[from, to, from, to, …]` of headers that claim results in our name (RFC 8601, 5): they are left out. */
  cut: number[]
}

/** A header block beyond this is refused: nobody needs it, and what lies behind could not be looked at. */
export const MOST_HEADER_BYTES = 1024 * 1024

/** Null when the headers are too large. */
export async function readHead(open: () => Readable, authservId: string): Promise<MessageHead | null> {
  const block = await headerBlock(open())
  if (block === null) return null
  const { root } = parseMessage(block, { headers: 20_000, parts: 1 })
  const from = headerOf(root, 'from') ?? ''
  return {
    subject: clean(headerText(root, 'subject'), 500),
    from: clean(headerText(root, 'from'), 500),
    fromAddresses: parseAddresses(from)
      .map(({ address }) => address.toLowerCase())
      .slice(0, 20),
    messageId: clean(headerOf(root, 'message-id') ?? '', 300),
    hops: root.headers.filter(({ name }) => name === 'received').length,
    cut: foreignResults(block, authservId),
  }
}

/** Up to and with the blank line; all of a message that has none. */
async function headerBlock(stream: Readable): Promise<Buffer | null> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece)
    size += piece.length
    const all = pieces.length === 1 ? piece : Buffer.concat(pieces)
    pieces.splice(0, pieces.length, all)
    const end = all.indexOf('\r\n\r\n')
    if (end >= 0 && end <= MOST_HEADER_BYTES) return all.subarray(0, end + 4)
    if (all.subarray(0, 2).toString('latin1') === '\r\n') return Buffer.alloc(0)
    if (size > MOST_HEADER_BYTES) return null
  }
  return pieces[0] ?? Buffer.alloc(0)
}

const RESULTS = /^authentication-results[ \t]*:/i

function foreignResults(block: Buffer, authservId: string): number[] {
  const cut: number[] = []
  for (let at = 0; at < block.length; ) {
    const end = fieldEnd(block, at)
    // The name is ASCII and short: longer lines need not become text.
    if (RESULTS.test(block.toString('latin1', at, Math.min(end, at + 60)))) {
      const id = authservOf(block.toString('latin1', at, Math.min(end, at + 2000)))
      if (id === authservId.toLowerCase()) cut.push(at, end)
    }
    at = end
  }
  return cut
}

/** The offset after a header field and its continuation lines. */
function fieldEnd(block: Buffer, start: number): number {
  let at = start
  for (;;) {
    const line = block.indexOf('\r\n', at)
    if (line < 0) return block.length
    at = line + 2
    if (block[at] !== 32 && block[at] !== 9) return at
  }
}

/** `Authentication-Results: (comment) "id" 1; …` gives `id`: who says so, in lower case. */
function authservOf(field: string): string {
  let text = field.slice(field.indexOf(':') + 1)
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replace(/\([^()]*\)/g, ' ')
  }
  return (/^\s*"?([^\s";]+)/.exec(text)?.[1] ?? '').toLowerCase()
}

/** What a program shows later: no control characters, no reordering marks, not longer than needed. */
function clean(text: string, most: number): string {
  return text.replace(UNSEEN, ' ').replace(/ +/g, ' ').trim().slice(0, most).toWellFormed()
}

const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
