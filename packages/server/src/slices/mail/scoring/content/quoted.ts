/** Takes from a text what no author wrote: the lines that mailing lists add, quoted ones too; and counts what is quoted. */

export type OwnText = { text: string; quotedLines: number; lines: number }

const MOST_LINES = 20_000
const LINE_LETTERS = 400
const QUOTE = /^(?:\s{0,3}[>|])+/
const SEPARATOR = /^\s*_{8,}\s*$/
const LIST =
  /\bmailing list\s*(?:--|$|:)|listinfo|majordomo|\S-(?:request|leave|unsubscribe|help)@|_list\b|yahoo! groups|^\s*to (?:un)?subscribe\b.{0,60}\bto:?\s+\S+@|\S+@\S*\bmailing list/i

export function ownText(text: string): OwnText {
  const kept: string[] = []
  let quotedLines = 0
  for (const line of text.split('\n', MOST_LINES)) {
    const own = line.slice(0, LINE_LETTERS).replace(QUOTE, '')
    if (SEPARATOR.test(own) || LIST.test(own)) continue
    if (QUOTE.test(line.slice(0, 10))) quotedLines++
    kept.push(line)
  }
  while (kept.at(-1)?.trim() === '') kept.pop()
  return { text: kept.join('\n'), quotedLines, lines: kept.length }
}
