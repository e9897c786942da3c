/** Reads address headers (RFC 5322, 3.4) by one walk: quotes, comments, groups, IDN; and what the sender's name pretends. */
import { domainToASCII, domainToUnicode } from 'node:url'
import { decodeWords } from './encoded-words.ts'

export type MailAddress = {
  /** The display name, decoded; a comment where there is no name. */
  name: string
  /** `local@domain`, the domain in lower case; the whole text where there is no `@`. */
  address: string
  local: string
  /** In ASCII (`xn--…`), empty where there is none. */
  domain: string
  /** As people read it. */
  domainUnicode: string
}

const MOST_ADDRESSES = 1000

export function parseAddresses(header: string): MailAddress[] {
  return split(header.slice(0, 65_536)).flatMap((one) => {
    const text = one.spec.trim()
    if (text === '' && one.name.trim() === '') return []
    // Without angle brackets all words stand in the name.
    const [name, spec] = one.angle ? [one.name, text] : ['', one.name.trim()]
    return [toAddress(decodeWords(name.trim() === '' ? one.comment.trim() : name.trim()), spec.replace(/\s+/g, ''))]
  })
}

export function toAddress(name: string, spec: string): MailAddress {
  const at = spec.lastIndexOf('@')
  // A source route (`@a,@b:user@c`) is obsolete, and only its last part is the address.
  const route = spec.startsWith('@') ? spec.indexOf(':') + 1 : 0
  const local = at < 0 ? spec : spec.slice(route, at)
  const written =
    at < 0
      ? ''
      : spec
          .slice(at + 1)
          .toLowerCase()
          .replace(/\.$/, '')
  const domain = written.length > 255 ? '' : domainToASCII(written) || written
  const address = at < 0 ? spec : `${local}@${domain}`
  return {
    name: name.replace(/\s+/g, ' ').trim(),
    address,
    local,
    domain,
    domainUnicode: domain === '' ? '' : domainToUnicode(domain) || domain,
  }
}

type Piece = { name: string; spec: string; comment: string; angle: boolean }

function split(header: string): Piece[] {
  const found: Piece[] = []
  let piece: Piece = { name: '', spec: '', comment: '', angle: false }
  let [quoted, comments, inAngle] = [false, 0, false]
  const close = () => {
    found.push(piece)
    piece = { name: '', spec: '', comment: '', angle: false }
    inAngle = false
  }
  for (let at = 0; at < header.length && found.length < MOST_ADDRESSES; at++) {
    const letter = header[at] ?? ''
    const put = (text: string) => {
      if (comments > 0) piece.comment += text
      else if (inAngle) piece.spec += text
      else piece.name += text
    }
    if (letter === '\\' && (quoted || comments > 0)) put(header[++at] ?? '')
    else if (letter === '"' && comments === 0) {
      quoted = !quoted
      // Quotes belong to a local part, and not to a name.
      if (inAngle) put(letter)
    } else if (quoted) put(letter)
    else if (letter === '(') comments++
    else if (letter === ')' && comments > 0) comments--
    else if (comments > 0) put(letter)
    else if (letter === '<') {
      piece.angle = true
      inAngle = true
    } else if (letter === '>') inAngle = false
    else if ((letter === ',' && !inAngle) || letter === ';') close()
    // `Group name: a@b, c@d;` — the name of a group is nobody's.
    else if (letter === ':' && !inAngle && !piece.name.includes('@')) piece.name = ''
    else put(letter)
  }
  close()
  return found
}
