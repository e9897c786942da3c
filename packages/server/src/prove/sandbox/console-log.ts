/** Keeps what a guest writes to its serial console, within bounds whatever it writes. Pure. */
import { stripVTControlCharacters } from 'node:util'

export type ConsoleLog = {
  add(chunk: Buffer): void
  /** All that was ever written, in bytes. */
  readonly bytes: number
  /** The last of it as plain text: no control sequences, lines end in \n. */
  tail(): string
  /** What was written after the first `from` bytes, as far as the last of it is kept. */
  since(from: number): string
  /** The last of it as it came. */
  recent(): Buffer
  /** The beginning and the end, with a line between them where something was left out. */
  text(): string
}

const HEAD_BYTES = 64 * 1024
const TAIL_BYTES = 64 * 1024
/** All control characters but tab and line feed. */
const CONTROL = /[^\P{Cc}\t\n]/gu

export function createConsoleLog(): ConsoleLog {
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  let bytes = 0
  return {
    add(chunk) {
      bytes += chunk.length
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)])
      tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES)
    },
    get bytes() {
      return bytes
    },
    tail: () => plainText(tail.toString('utf8')),
    recent: () => Buffer.from(tail),
    since: (from) => plainText(tail.subarray(Math.max(0, tail.length - (bytes - from))).toString('utf8')),
    text() {
      if (bytes <= HEAD_BYTES) return plainText(head.toString('utf8'))
      const between = bytes - HEAD_BYTES - TAIL_BYTES
      const rest = tail.subarray(Math.max(0, -between))
      const left = between > 0 ? `\n[${between} bytes left out]\n` : ''
      return plainText(head.toString('utf8')) + left + plainText(rest.toString('utf8'))
    },
  }
}

/** Takes out terminal control sequences and what cannot be shown, and lets a carriage return end a line. */
export function plainText(text: string): string {
  const lines = stripVTControlCharacters(text).replace(/\r+\n?|\n/g, '\n')
  return lines.replaceAll(CONTROL, '')
}
