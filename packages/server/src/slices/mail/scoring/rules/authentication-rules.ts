/** Points for what SPF, DKIM and DMARC say. A pass earns nothing: of real phishing two thirds pass SPF. */
import type { Authentication, Directory } from '../types.ts'
import { isOwn } from '../impersonation/impersonation.ts'
import type { Hit } from './rule.ts'

export function authenticationHits(authentication: Authentication, fromDomain: string, directory: Directory | undefined): Hit[] {
  const { dmarc, policy, spf, dkim } = authentication
  const broken = dmarc === 'fail'
  if (broken && directory !== undefined && isOwn(fromDomain, directory))
    return [
      {
        id: 'authentication.own-domain',
        weight: 8,
        text: `It claims to come from your own domain ${fromDomain}, but does not.`,
        kind: 'impersonation',
      },
    ]
  if (broken && policy === 'reject')
    return [
      {
        id: 'authentication.dmarc-reject',
        weight: 6,
        text: `${fromDomain} asks that messages like this one be refused: it did not send it (DMARC).`,
        kind: 'phishing',
      },
    ]
  if (broken && policy === 'quarantine')
    return [
      {
        id: 'authentication.dmarc-quarantine',
        weight: 4,
        text: `${fromDomain} asks that messages like this one be held: it did not send it (DMARC).`,
        kind: 'phishing',
      },
    ]
  if (broken) return [{ id: 'authentication.dmarc', weight: 1, text: `Nothing shows that ${fromDomain} sent it (DMARC).` }]
  if (dmarc === 'pass') return []
  const signed = dkim.some(({ result }) => result === 'pass')
  if (spf === 'fail' && !signed)
    return [{ id: 'authentication.spf', weight: 1.5, text: "The sending server is not one of the sender's (SPF)." }]
  return spf === 'softfail' && !signed
    ? [{ id: 'authentication.spf-soft', weight: 0.5, text: "The sending server is probably not one of the sender's (SPF)." }]
    : []
}
