/** Takes from a text what its author did not write: quoted replies, and the footers that mailing lists add. */

export type OwnText = { text: string; quotedLines: number; lines: number }

const MOST_LINES = 20_000
const FOOTER_LINES = 14
const SEPARATOR = /^\s*(?:_{8,}|-{8,}|={8,}|\*{8,})\s*$/
const LIST = /mailing.?list|listinfo|majordomo|list-(?:help|request)|_list\b|yahoo! groups/i

export function ownText(text: string): OwnText {
  const lines = text.split('\n', MOST_LINES).map((line) => line.replace(/\r$/, ''))
  const kept = withoutFooter(lines)
  const own: string[] = []
  let quotedLines = 0
  for (const line of kept) {
    if (/^\s{0,3}[>|]/.test(line)) quotedLines++
    else own.push(line)
  }
  return { text: own.join('\n'), quotedLines, lines: kept.length }
}

/** A line of dashes near the end with talk of a list below it, or such a line alone at the very end. */
function withoutFooter(lines: string[]): string[] {
  let end = lines.length
  while (end > 0 && lines[end - 1]?.trim() === '') end--
  for (let at = end - 1; at >= Math.max(0, end - FOOTER_LINES); at--) {
    if (
      SEPARATOR.test(lines[at] ?? '') &&
      LIST.test(
        lines
          .slice(at + 1, end)
          .join(' ')
          .slice(0, 2000),
      )
    )
      return lines.slice(0, at)
  }
  let last = end
  while (
    last > 0 &&
    last > end - 4 &&
    (lines[last - 1]?.trim() === '' || /listinfo|mailing list/i.test((lines[last - 1] ?? '').slice(0, 300)))
  )
    last--
  return lines.slice(0, last)
}
