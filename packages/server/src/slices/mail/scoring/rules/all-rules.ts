/** Every rule, on one message. */
import type { MessageFacts } from '../facts.ts'
import type { Authentication, ScoringContext } from '../types.ts'
import { attachmentHits } from './attachment-rules.ts'
import { authenticationHits } from './authentication-rules.ts'
import { impersonationHits } from './impersonation-rules.ts'
import { linkHits } from './link-rules.ts'
import { listHits } from './list-rules.ts'
import type { Hit } from './rule.ts'

/** Without a context: the rules that look at the message alone. */
export function allHits(facts: MessageFacts, context: ScoringContext | null, authentication: Authentication | undefined): Hit[] {
  const { from } = facts
  return [
    ...attachmentHits(facts.attachments),
    ...linkHits(facts),
    ...impersonationHits(facts, context?.directory, authentication),
    ...(authentication === undefined ? [] : authenticationHits(authentication, from?.domain ?? '', context?.directory)),
    ...(context?.lists === undefined
      ? []
      : listHits(context.lists, [from?.address ?? null, context.envelope.mailFrom], authentication?.dmarc === 'fail')),
  ]
}
