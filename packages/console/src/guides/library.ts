/** The guides for a client's people: Markdown of the repository, in the order of their file names. */
import { parseMarkdown, plainText } from '../ui/markdown/parse.ts'

export type Guide = { slug: string; title: string; first: string; source: string; words: string }

const files = import.meta.glob<string>('./texts/*.md', { query: '?raw', import: 'default', eager: true })

export const GUIDES: readonly Guide[] = Object.entries(files)
  .toSorted(([a], [b]) => a.localeCompare(b))
  .map(([path, text]) => guideOf(path, text))

/** The first line is the title; the page draws it itself. */
export function guideOf(path: string, text: string): Guide {
  const [, slug = path] = /\/\d+-([^/]+)\.md$/.exec(path) ?? []
  const [head = '', ...rest] = text.trim().split('\n')
  const source = rest.join('\n').trim()
  const words = plainText(parseMarkdown(source))
  const title = head.replace(/^# +/, '')
  return { slug, title, first: words.split('\n').find((line) => line !== '') ?? '', source, words: `${title}\n${words}`.toLowerCase() }
}

/** Those that have every word. */
export function findGuides(text: string, guides: readonly Guide[] = GUIDES): Guide[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return guides.filter((guide) => words.every((word) => guide.words.includes(word)))
}
