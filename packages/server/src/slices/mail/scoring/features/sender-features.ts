/** Features of the sender: how the name and the address are made, and whether they agree. Not who it is: that is known per client. */
import { parse } from 'tldts'
import { fold } from '../content/text.ts'
import type { MessageFacts } from '../facts.ts'
import { brandPretended } from '../impersonation/brands.ts'
import { isFreeMail } from '../impersonation/free-mail.ts'
import { bin } from './bin.ts'
import type { Sink } from './vector.ts'

export function addSenderFeatures({ from, replyTo, fromCount, subject, html, plain }: MessageFacts, sink: Sink): void {
  const add = (name: string) => sink.add('sender', name)
  if (from === null) return add('no From')
  if (fromCount > 1) add('several From')
  const { domain, publicSuffix, subdomain, isIp } = parse(from.domain, { allowPrivateDomains: true })
  const free = isFreeMail(domain ?? '')
  const local = from.local.toLowerCase()
  add(`suffix ${publicSuffix ?? 'none'}`)
  add(`subdomain ${(subdomain ?? '') === '' ? 0 : (subdomain ?? '').split('.').length}`)
  if (isIp === true) add('address of a number')
  if (free) add('free mail')
  add(`domain length ${bin(domain?.length ?? 0)}`)
  if (/\d/.test(domain ?? '')) add('digits in domain')
  if ((domain ?? '').includes('-')) add('hyphen in domain')
  if (/^[a-z]{1,3}\d|\d{3}/.test(local)) add('digits in local part')
  if (
    /^(?:no.?reply|do.?not.?reply|info|news|support|service|admin|mail|contact|alert|notif|security|account|update|offer|sales|marketing|bounce)/.test(
      local,
    )
  )
    add('office')
  if (unlikely(local)) add('unlikely local part')
  if (unlikely((domain ?? '').split('.')[0] ?? '')) add('unlikely domain')
  add(`local length ${bin(local.length)}`)
  addName(from.name, local, add)
  const brand = brandPretended(from.name, domain ?? '') ?? brandPretended(subject, domain ?? '')
  if (brand !== null) add('brand of others')
  if (brandPretended((html ?? plain)?.text.slice(0, 3000) ?? '', domain ?? '') !== null) add('brand of others in text')
  if (replyTo !== null && replyTo.address !== from.address) {
    const other = parse(replyTo.domain).domain
    add(other === domain ? 'answers to the same domain' : 'answers elsewhere')
    if (other !== domain && isFreeMail(other ?? '')) add(free ? 'answers to other free mail' : 'answers to free mail')
  }
}

function addName(name: string, local: string, add: (name: string) => void): void {
  const folded = fold(name)
  const parts = folded.text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  add(`name words ${bin(parts.length)}`)
  if (folded.invisible > 0) add('invisible letters in name')
  if (/@/.test(name)) add('address in name')
  if (/[^\p{L}\p{N}\s.,'’"()@_-]/u.test(name)) add('signs in name')
  if (/\d/.test(name)) add('digits in name')
  if (name !== '' && name === name.toUpperCase() && /\p{L}{4}/u.test(name)) add('name in capitals')
  if (parts.some((word) => word.length > 2 && local.includes(word))) add('name fits local part')
  for (const word of parts.slice(0, 8)) add(`name ${word}`)
}

/** Letters that chance has put together: five consonants in a row, or digits and letters by turns. */
function unlikely(text: string): boolean {
  return /[bcdfghjklmnpqrstvwxz]{5}/.test(text) || /(?:\d[a-z]|[a-z]\d){3}/.test(text)
}
