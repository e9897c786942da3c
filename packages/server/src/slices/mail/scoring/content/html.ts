/** What a person sees of an HTML body, where its links lead, and what it hides: one linear walk, no tree. */
import { decodeEntities } from './entities.ts'
import { hides, type Tag, readTag } from './html-tag.ts'

export type Link = {
  url: string
  /** What is shown for it; null where it stands in plain text or loads by itself. */
  text: string | null
  kind: 'anchor' | 'resource' | 'form' | 'text'
}

export type HtmlContent = {
  text: string
  /** Text that the sender made invisible. */
  hidden: string
  links: Link[]
  /** How often each element occurs. */
  elements: ReadonlyMap<string, number>
  /** Short names of properties, such as `style:background-color` or `img:tiny`. */
  traits: ReadonlyMap<string, number>
  scripts: string
}

const MOST_ELEMENTS = 20_000
const MOST_LINKS = 500
const MOST_OPEN = 200
/** Their end tag is often left out or forbidden, so that nothing can be inside. */
const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
  'p',
  'li',
])
const BREAKS = new Set(['br', 'p', 'div', 'tr', 'td', 'th', 'li', 'h1', 'h2', 'h3', 'h4', 'table', 'blockquote', 'title', 'hr', 'center'])
const RAW = new Set(['script', 'style', 'textarea', 'title', 'noscript'])

export function readHtml(html: string): HtmlContent {
  const shown: string[] = []
  const hidden: string[] = []
  const scripts: string[] = []
  const links: Link[] = []
  const elements = new Map<string, number>()
  const traits = new Map<string, number>()
  const open: { name: string; hidden: boolean }[] = []
  const trait = (name: string) => traits.set(name, (traits.get(name) ?? 0) + 1)
  let anchor: { url: string; text: string[] } | null = null
  let hiding = 0
  let at = 0
  const put = (text: string) => {
    if (text === '') return
    const decoded = decodeEntities(text)
    if (hiding > 0) hidden.push(decoded)
    else {
      shown.push(decoded)
      if (anchor !== null && anchor.text.length < 50) anchor.text.push(decoded)
    }
  }
  const endAnchor = () => {
    if (anchor !== null && links.length < MOST_LINKS) links.push({ url: anchor.url, text: squeeze(anchor.text.join('')), kind: 'anchor' })
    anchor = null
  }
  const enter = (tag: Tag) => {
    for (const name of tag.traits) trait(name)
    if (BREAKS.has(tag.name)) put('\n')
    if (tag.name === 'a') {
      endAnchor()
      const url = decodeEntities(tag.attributes.get('href') ?? '').trim()
      if (url !== '') anchor = { url, text: [] }
    } else if (tag.name === 'img') {
      const alt = tag.attributes.get('alt') ?? ''
      if (alt !== '') put(` ${alt} `)
      resource(links, tag.attributes.get('src'), 'resource')
    } else if (tag.name === 'form') resource(links, tag.attributes.get('action'), 'form')
    else if (tag.name === 'iframe' || tag.name === 'script') resource(links, tag.attributes.get('src'), 'resource')
    if (VOID.has(tag.name) || tag.selfClosing || open.length >= MOST_OPEN) return
    const invisible = hides(tag)
    open.push({ name: tag.name, hidden: invisible })
    if (invisible) hiding++
  }
  const leave = (name: string) => {
    if (name === 'a') endAnchor()
    if (BREAKS.has(name)) put('\n')
    const index = open.findLastIndex((one) => one.name === name)
    if (index < 0) return
    for (const one of open.splice(index)) if (one.hidden) hiding--
  }
  for (let count = 0; at < html.length && count < MOST_ELEMENTS; count++) {
    const next = html.indexOf('<', at)
    put(html.slice(at, next < 0 ? html.length : next))
    if (next < 0) break
    if (html.startsWith('<!--', next)) {
      const end = html.indexOf('-->', next + 4)
      trait('comment')
      at = end < 0 ? html.length : end + 3
      continue
    }
    const tag = readTag(html, next)
    if (tag === null) {
      put('<')
      at = next + 1
      continue
    }
    at = tag.end
    if (tag.closing) {
      leave(tag.name)
      continue
    }
    elements.set(tag.name, (elements.get(tag.name) ?? 0) + 1)
    enter(tag)
    if (!RAW.has(tag.name)) continue
    const end = endOfRaw(html, tag.name, at)
    const body = html.slice(at, end)
    if (tag.name === 'script') scripts.push(body.slice(0, 100_000))
    else if (tag.name === 'title' || tag.name === 'textarea') put(body)
    at = end
  }
  endAnchor()
  return { text: shown.join(''), hidden: hidden.join(' '), links, elements, traits, scripts: scripts.join('\n') }
}

function resource(links: Link[], url: string | undefined, kind: Link['kind']): void {
  if (url !== undefined && url !== '' && links.length < MOST_LINKS) links.push({ url: decodeEntities(url).trim(), text: null, kind })
}

function endOfRaw(html: string, name: string, from: number): number {
  for (let at = html.indexOf('</', from); at >= 0; at = html.indexOf('</', at + 2))
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at
  return html.length
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 500)
}
