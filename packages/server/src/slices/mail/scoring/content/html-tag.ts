/** Reads one tag of HTML with its attributes, and says what of it is telling. */

export type Tag = {
  name: string
  closing: boolean
  selfClosing: boolean
  attributes: Map<string, string>
  traits: string[]
  /** Offset after the tag. */
  end: number
}

const MOST_ATTRIBUTES = 60
const MOST_LETTERS = 4000
const NAME = /[a-zA-Z][a-zA-Z0-9:-]{0,30}/y
const ATTRIBUTE = /[\s/]*([^\s=>/"'<]{1,60})\s{0,10}(?:=\s{0,10}(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^\s>"']{0,4000})))?/y

export function readTag(html: string, at: number): Tag | null {
  const closing = html[at + 1] === '/'
  const special = html[at + 1] === '!' || html[at + 1] === '?'
  NAME.lastIndex = at + (closing ? 2 : 1)
  const name = special ? '!' : NAME.exec(html)?.[0].toLowerCase()
  if (name === undefined) return null
  let position = special ? at + 1 : NAME.lastIndex
  const attributes = new Map<string, string>()
  if (!special && !closing) {
    for (let count = 0; count < MOST_ATTRIBUTES; count++) {
      ATTRIBUTE.lastIndex = position
      const match = ATTRIBUTE.exec(html)
      if (match === null) break
      position = ATTRIBUTE.lastIndex
      const [, key = '', double, single, bare] = match
      attributes.set(key.toLowerCase(), double ?? single ?? bare ?? '')
    }
  }
  const close = html.indexOf('>', position)
  // A tag that does not end is cut: what follows would otherwise vanish from the text.
  const end = close < 0 ? html.length : close - at > MOST_LETTERS * MOST_ATTRIBUTES ? position : close + 1
  const tag: Tag = { name, closing, selfClosing: html[end - 2] === '/', attributes, traits: [], end }
  if (!closing) tag.traits = traitsOf(tag)
  return tag
}

const INVISIBLE =
  /display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|font-size\s{0,5}:\s{0,5}[01](?:px|pt|em|%)?\s{0,5}(?:;|$|!)|mso-hide\s{0,5}:\s{0,5}all|max-height\s{0,5}:\s{0,5}0|opacity\s{0,5}:\s{0,5}0(?:\.0+)?\s{0,5}(?:;|$)/i

export function hides({ name, attributes }: Tag): boolean {
  if (name === 'noscript') return false
  const style = attributes.get('style') ?? ''
  return INVISIBLE.test(style) || attributes.has('hidden') || (name === 'font' && /^0|^-[5-9]/.test(attributes.get('size') ?? ''))
}

function traitsOf(tag: Tag): string[] {
  const { name, attributes } = tag
  const traits: string[] = []
  for (const key of attributes.keys()) traits.push(`${name}:${/^[a-z-]{1,20}$/.test(key) ? key : 'odd'}`)
  const style = attributes.get('style')
  if (style !== undefined)
    for (const property of style.slice(0, 1000).matchAll(/(?:^|;)\s*([a-z-]{2,30})\s*:/gi))
      traits.push(`style:${property[1]?.toLowerCase()}`)
  if (hides(tag)) traits.push('hides')
  if (
    name === 'img' &&
    ['0', '1', '0px', '1px'].includes(attributes.get('width') ?? '') &&
    ['0', '1', '0px', '1px'].includes(attributes.get('height') ?? '')
  )
    traits.push('img:tiny')
  if (name === 'img' && attributes.get('src')?.startsWith('data:')) traits.push('img:data')
  if (name === 'input') traits.push(`input:${(attributes.get('type') ?? 'text').toLowerCase().slice(0, 12)}`)
  if (name === 'meta' && attributes.get('http-equiv')?.toLowerCase() === 'refresh') traits.push('meta:refresh')
  return traits
}
