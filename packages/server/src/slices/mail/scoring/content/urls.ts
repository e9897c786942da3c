/** Addresses in a message: found in text, taken apart, and what is odd about them. */
import { parse } from 'tldts'
import type { Link } from './html.ts'

export type MessageUrl = Link & {
  scheme: string
  host: string
  /** The registrable domain; of a hosting service where everybody gets a name, with that name. */
  domain: string
  suffix: string
  path: string
  traits: string[]
}

const MOST_URLS = 300
const IN_TEXT = /(?:https?:\/\/|www\.)[^\s<>"'\])}]{2,1000}/gi

export function urlsInText(text: string): Link[] {
  const found: Link[] = []
  for (const [url] of text.matchAll(IN_TEXT)) {
    if (found.length >= MOST_URLS) break
    found.push({ url: url.replace(/[.,;:!?]+$/, ''), text: null, kind: 'text' })
  }
  return found
}

const SHORTENERS = new Set(
  'bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly rebrand.ly cutt.ly rb.gy t.ly tiny.cc shorturl.at s.id lnkd.in bl.ink qr.co v.gd u.to'.split(
    ' ',
  ),
)
/** Places where anybody puts a page in a minute, beyond those that the public suffix list names as private suffixes. */
const HOSTING = new Set(
  'googleapis.com google.com sharepoint.com dropbox.com wixsite.com weebly.com blogspot.com forms.gle typeform.com notion.site glitch.me ipfs.io backblazeb2.com amazonaws.com windows.net'.split(
    ' ',
  ),
)

export function readUrl(link: Link): MessageUrl | null {
  const url = link.url.slice(0, 4000)
  if (/^(?:mailto|tel|cid|sms):|^#/i.test(url)) return null
  if (/^(?:data|javascript|file|vbscript):/i.test(url)) return bare(link, url.slice(0, url.indexOf(':')).toLowerCase())
  let parsed: URL
  try {
    parsed = new URL(/^[a-z][a-z0-9+.-]{0,20}:/i.test(url) ? url : url.startsWith('//') ? `http:${url}` : `http://${url}`)
  } catch {
    return { ...bare(link, 'invalid'), traits: ['invalid'] }
  }
  if (!parsed.hostname.includes('.') && !parsed.hostname.startsWith('[')) return null
  const { hostname } = parsed
  const { domain, publicSuffix, isPrivate, isIp } = parse(hostname, { allowPrivateDomains: true })
  const labels = hostname.split('.')
  const path = parsed.pathname + parsed.search
  const traits = [
    ...(isIp === true ? ['ip'] : []),
    ...(isPrivate === true || HOSTING.has(domain ?? '') ? ['hosted'] : []),
    ...(SHORTENERS.has(domain ?? '') ? ['short'] : []),
    ...(hostname.includes('xn--') ? ['idn'] : []),
    ...(parsed.username !== '' ? ['user'] : []),
    ...(parsed.port !== '' ? ['port'] : []),
    ...(labels.length > 4 && isIp !== true ? ['deep'] : []),
    ...(/[a-z]\d|\d[a-z]/.test(domain ?? '') && isIp !== true ? ['digits-in-domain'] : []),
    ...((domain ?? '').split('-').length > 2 ? ['hyphens'] : []),
    ...(path.length > 100 ? ['long'] : []),
    ...(/%[0-9a-f]{2}/i.test(path) ? ['escaped'] : []),
    ...(/https?(?::|%3a)/i.test(path) ? ['redirects'] : []),
    ...(/@|%40/.test(path) || /@/.test(parsed.hash) ? ['names-address'] : []),
    ...(/\.(?:php|cgi|asp)/i.test(parsed.pathname) ? ['script'] : []),
    ...(/\.(?:exe|scr|zip|iso|lnk|js|hta|jar|apk|msi)$/i.test(parsed.pathname) ? ['program'] : []),
    ...(/[A-Za-z0-9_-]{24,}/.test(path) ? ['token'] : []),
    ...(parsed.hash.length > 12 ? ['fragment'] : []),
    ...(textNamesAnother(link.text, domain) ? ['shows-another'] : []),
  ]
  return {
    ...link,
    url,
    scheme: parsed.protocol.slice(0, -1),
    host: hostname,
    domain: domain ?? hostname,
    suffix: publicSuffix ?? '',
    path,
    traits,
  }
}

function bare(link: Link, scheme: string): MessageUrl {
  return { ...link, url: link.url.slice(0, 200), scheme, host: '', domain: '', suffix: '', path: '', traits: [`scheme-${scheme}`] }
}

/** The text of a link is an address of another domain than the link's. */
function textNamesAnother(text: string | null, domain: string | null): boolean {
  if (text === null || domain === null) return false
  const shown = /^(?:https?:\/\/)?((?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24})(?:[/:?#]|$)/i.exec(text.trim())?.[1]
  if (shown === undefined) return false
  const { domain: named, isIcann } = parse(shown.toLowerCase(), { allowPrivateDomains: true })
  return isIcann === true && named !== null && named !== domain
}
