/** Decisions in an owner's words. */
import type { PortalDecision } from '@mainstay/contract/recommendations'
import { count } from '../ui/format.ts'
import type { Tone } from '../ui/tone.ts'

export function decisionsTitle(all: readonly Pick<PortalDecision, 'state'>[]): string {
  if (all.length === 0) return 'Nothing was put to you yet'
  const waiting = all.filter(({ state }) => state === 'waiting').length
  if (waiting === 0) return 'No decision of yours is needed'
  return `${count(waiting, 'decision')} ${waiting === 1 ? 'waits' : 'wait'} for you`
}

export const decisionTone: Record<PortalDecision['state'], Tone> = {
  waiting: 'attention',
  accepted: 'good',
  declined: 'broken',
  deferred: 'attention',
  superseded: 'unknown',
}

export function decisionWord({ state, decision, content, reviewOn }: PortalDecision): string {
  switch (state) {
    case 'waiting':
      return content.answerBy === null ? 'Waits for you' : `Waits for you, please by ${content.answerBy}`
    case 'superseded':
      return 'Replaced by a new version'
    case 'accepted':
      return `Accepted by ${decision?.by ?? ''} on ${dayOf(decision)}`
    case 'declined':
      return `Declined by ${decision?.by ?? ''} on ${dayOf(decision)}${reviewOn ? `; we ask again on ${reviewOn}` : ''}`
    case 'deferred':
      return `Put off by ${decision?.by ?? ''}; we ask again on ${reviewOn ?? ''}`
  }
}

function dayOf(decision: PortalDecision['decision']): string {
  return decision?.at.slice(0, 10) ?? ''
}
