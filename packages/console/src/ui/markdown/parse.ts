/** The part of Markdown that our texts use, as blocks. HTML is text here: nothing that is written can become markup, a script or a picture. */

export type Inline = { kind: 'text' | 'strong' | 'emphasis' | 'code'; text: string } | { kind: 'link'; text: string; href: string }
export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; text: Inline[] }
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'quote'; text: Inline[] }
  | { kind: 'code'; text: string }

export function parseMarkdown(source: string): Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    if (line.trim() === '') at++
    else if (line.startsWith('```')) {
      const end = lines.findIndex((one, n) => n > at && one.startsWith('```'))
      const to = end === -1 ? lines.length : end
      blocks.push({ kind: 'code', text: lines.slice(at + 1, to).join('\n') })
      at = to + 1
    } else {
      const to = endOf(lines, at)
      blocks.push(blockOf(lines.slice(at, to)))
      at = to
    }
  }
  return blocks
}

const HEADING = /^(#{1,3}) +(.+)$/
const ITEM = /^(?:-|\d{1,3}\.) +(.+)$/

/** A block ends at an empty line, a heading, or where another kind begins. */
function endOf(lines: readonly string[], from: number): number {
  const kind = kindOf(lines[from] ?? '')
  if (kind === 'heading') return from + 1
  let to = from + 1
  while (to < lines.length) {
    const line = lines[to] ?? ''
    const next = kindOf(line)
    const goesOn = kind === 'list' && next === 'paragraph' && /^\s+/.test(line)
    if (line.trim() === '' || line.startsWith('```') || (next !== kind && !goesOn)) break
    to++
  }
  return to
}

function kindOf(line: string): 'heading' | 'list' | 'quote' | 'paragraph' {
  if (HEADING.test(line)) return 'heading'
  if (ITEM.test(line)) return 'list'
  return line.startsWith('> ') ? 'quote' : 'paragraph'
}

function blockOf(lines: readonly string[]): Block {
  const [first = ''] = lines
  const heading = HEADING.exec(first)
  if (heading !== null) return { kind: 'heading', level: levelOf(heading[1] ?? ''), text: parseInline(heading[2] ?? '') }
  if (ITEM.test(first)) {
    const items: string[] = []
    for (const line of lines) {
      const item = ITEM.exec(line)?.[1]
      if (item === undefined) items.push(`${items.pop() ?? ''} ${line.trim()}`)
      else items.push(item)
    }
    return { kind: 'list', ordered: /^\d/.test(first), items: items.map(parseInline) }
  }
  if (first.startsWith('> ')) return { kind: 'quote', text: parseInline(lines.map((line) => line.replace(/^> ?/, '')).join(' ')) }
  return { kind: 'paragraph', text: parseInline(lines.join(' ')) }
}

function levelOf(marks: string): 1 | 2 | 3 {
  return marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3
}

/** Links lead to the web or inside these pages; an address of any other kind stays text. */
export function parseInline(source: string): Inline[] {
  const parts: Inline[] = []
  let rest = source
  while (rest !== '') {
    const found = MARKS.map(([kind, pattern]) => ({ kind, match: pattern.exec(rest) }))
      .filter(({ match }) => match !== null)
      .sort((a, b) => (a.match?.index ?? 0) - (b.match?.index ?? 0))[0]
    if (found?.match == null) {
      parts.push({ kind: 'text', text: rest })
      break
    }
    const { kind, match } = found
    if (match.index > 0) parts.push({ kind: 'text', text: rest.slice(0, match.index) })
    const [whole, text = '', href = ''] = match
    parts.push(kind !== 'link' ? { kind, text } : isSafe(href) ? { kind, text, href } : { kind: 'text', text: whole })
    rest = rest.slice(match.index + whole.length)
  }
  return parts
}

const MARKS: readonly ['strong' | 'emphasis' | 'code' | 'link', RegExp][] = [
  ['code', /`([^`]{1,500})`/],
  ['strong', /\*\*([^*]{1,500})\*\*/],
  ['emphasis', /\*([^*\s][^*]{0,500})\*/],
  ['link', /\[([^[\]]{1,300})\]\(([^\s()]{1,1000})\)/],
]

function isSafe(href: string): boolean {
  return /^https:\/\/[^\s]+$/i.test(href) || /^\/(?![/\\])[^\s]*$/.test(href)
}

/** Without marks, for a search. */
export function plainText(blocks: readonly Block[]): string {
  const of = (inline: readonly Inline[]): string => inline.map(({ text }) => text).join('')
  return blocks
    .map((block) => (block.kind === 'list' ? block.items.map(of).join('\n') : block.kind === 'code' ? block.text : of(block.text)))
    .join('\n')
}
