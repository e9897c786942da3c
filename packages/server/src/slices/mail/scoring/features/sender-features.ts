/** Features of the sender: how the name and the address are made, and whether they agree. Not who it is: that is known per client. */
import { parse } from 'tldts'
import { fold } from '../content/text.ts'
import type { MessageFacts } from '../facts.ts'
import { brandPretended } from '../impersonation/brands.ts'
import { isFreeMail } from '../impersonation/free-mail.ts'
import { bin } from './bin.ts'
import type { Sink } from './vector.ts'

export function addSenderFeatures({ from, replyTo, fromCount, subject, html, plain, recipients }: MessageFacts, sink: Sink): void {
  const add = (name: string) => sink.add('sender', name)
  if (from === null) return add('no From')
  if (fromCount > 1) add('several From')
  const { domain, publicSuffix, subdomain, isIp } = parse(from.domain, { allowPrivateDomains: true })
  const free = isFreeMail(domain ?? '')
  const local = from.local.toLowerCase()
  // Mail from one's own domain is for authentication to judge; here it would only tell who gets it.
  if (recipients.some((one) => one.domain === from.domain)) return addName(from.name, local, add)
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

/** What kind of name it is. Its words would be those of people who write to the archive that taught us. */
function addName(written: string, local: string, add: (name: string) => void): void {
  if (written.includes('@')) add('address in name')
  const name = written.replace(/\S+@\S+/g, '').trim()
  const folded = fold(name)
  const parts = folded.text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  add(`name words ${bin(parts.length)}`)
  if (folded.invisible > 0) add('invisible letters in name')
  if (/[^\p{L}\p{N}\s.,'’"()@_-]/u.test(name)) add('signs in name')
  if (/\d/.test(name)) add('digits in name')
  if (name !== '' && name === name.toUpperCase() && /\p{L}{4}/u.test(name)) add('name in capitals')
  if (parts.some((word) => word.length > 2 && local.includes(word))) add('name fits local part')
  for (const [kind, words] of KINDS_OF_NAMES) if (parts.some((word) => words.has(word))) add(`name of ${kind}`)
}

const KINDS_OF_NAMES: [string, ReadonlySet<string>][] = (
  [
    [
      'an office',
      'support service services team customer care help helpdesk desk admin administrator notification notifications alert alerts info office system webmaster kundenservice atendimento suporte cliente soporte equipe equipo',
    ],
    ['a title', 'mr mrs ms dr prof sir barrister rev manager director ceo cfo president secretary'],
    [
      'money',
      'bank banco banque account accounts billing payment payments invoice finance loan credit kredit wallet crypto coin capital insurance cobranca fatura pago',
    ],
    [
      'an offer',
      'offer offers deal deals promo promotion bonus free casino win winner prize rewards reward sale shop store pharmacy pills viagra meds',
    ],
    ['a letter', 'news newsletter weekly daily digest update updates list journal magazine'],
    ['a parcel', 'parcel package paket delivery shipping post correios express courier'],
    ['safety', 'security secure safety sicherheit seguranca seguridad verify verification protection antivirus'],
  ] as const
).map(([kind, words]) => [kind, new Set(words.split(' '))])

/** Letters that chance has put together: five consonants in a row, or digits and letters by turns. */
function unlikely(text: string): boolean {
  return /[bcdfghjklmnpqrstvwxz]{5}/.test(text) || /(?:\d[a-z]|[a-z]\d){3}/.test(text)
}
