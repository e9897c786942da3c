/** Points for pretending to be somebody, and for what such people ask for. */
import type { MessageFacts } from '../facts.ts'
import { fold } from '../content/text.ts'
import { brandPretended } from '../impersonation/brands.ts'
import { isFreeMail } from '../impersonation/free-mail.ts'
import { impersonations, isOwn } from '../impersonation/impersonation.ts'
import { type Request, requestsIn } from '../impersonation/requests.ts'
import type { Authentication, Directory } from '../types.ts'
import { parse } from 'tldts'
import type { Hit } from './rule.ts'

const REQUESTS: Record<Request, string> = {
  'bank-details': 'changed bank details',
  'gift-cards': 'gift cards',
  payment: 'a payment',
  secrecy: 'secrecy or haste',
}

export function impersonationHits(
  facts: MessageFacts,
  directory: Directory | undefined,
  authentication: Authentication | undefined,
): Hit[] {
  const { from } = facts
  if (from === null) return []
  const hits: Hit[] = []
  const outside = directory === undefined || !isOwn(from.domain, directory)
  const first = directory?.knows != null && outside && !directory.knows(from.address)
  if (first) hits.push({ id: 'sender.first-time', weight: 0.5, text: `${from.address} writes for the first time.` })
  // Without proof that it comes from there, the address of somebody known is what an impostor would write.
  if (directory?.knows != null && outside && !first && authentication?.dmarc === 'pass')
    hits.push({ id: 'sender.known', weight: -3, text: `${from.address} is known here, and really sent this.` })
  for (const one of directory === undefined ? [] : impersonations(from, directory)) {
    if (one.kind === 'own-person')
      hits.push({
        id: 'impersonation.person',
        weight: first ? 5.5 : 3,
        text: `The sender calls himself ${one.name}, one of your own people, but writes from outside${first ? ' for the first time' : ''}.`,
        kind: 'impersonation',
      })
    else if (one.kind === 'own-address-in-name')
      hits.push({
        id: 'impersonation.address',
        weight: 5,
        text: `The sender's name shows ${one.name}, but the message comes from ${from.domain}.`,
        kind: 'impersonation',
      })
    else
      hits.push({
        id: one.own ? 'impersonation.own-domain' : 'impersonation.partner-domain',
        weight: 5.5,
        text: `${one.domain} looks like ${one.own ? 'your' : "your partner's"} ${one.like}, but is another domain.`,
        kind: 'impersonation',
      })
  }
  const domain = parse(from.domain).domain ?? from.domain
  const brand = brandPretended(from.name, domain)
  if (brand !== null)
    hits.push({
      id: 'impersonation.brand',
      weight: 1.5,
      text: `The sender's name says "${brand}", but ${domain} is not one of its domains.`,
      kind: 'phishing',
    })
  const answers = parse(facts.replyTo?.domain ?? '').domain
  if (answers !== null && answers !== domain && isFreeMail(answers))
    hits.push({ id: 'sender.reply-to', weight: 0.8, text: `Answers would go to ${facts.replyTo?.address ?? ''}, not to the sender.` })
  return [
    ...hits,
    ...requestHits(
      facts,
      hits.some(({ kind }) => kind === 'impersonation'),
      first,
    ),
  ]
}

/** The words alone are everyday business; from somebody who pretends, or who never wrote before, they are not. */
function requestHits(facts: MessageFacts, pretends: boolean, first: boolean): Hit[] {
  if (!pretends && !first) return []
  return requestsIn(`${fold(facts.subject).text} ${facts.plain?.text ?? ''} ${facts.html?.text ?? ''}`).map((request) => ({
    id: `request.${request}`,
    weight: pretends ? 3 : request === 'gift-cards' || request === 'bank-details' ? 2 : 0.5,
    text: `It asks for ${REQUESTS[request]}.`,
    kind: 'impersonation' as const,
  }))
}
