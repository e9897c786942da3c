/** Recommendations as they are read: with their state, decision and date of review. */
import { dayIn } from '@mainstay/kernel'
import type { PortalDecision, Recommendation } from '@mainstay/contract/recommendations'
import { reviewOn, stateOf } from './domain/life.ts'
import { contentOf, type Stored } from './store.ts'

export function recommendationWire(row: Stored, now: Date): Recommendation {
  const decided = row.decision === null ? null : { answer: row.decision.answer, reviewOn: row.decision.review_on }
  const state = stateOf({ status: row.status, decision: decided, isSuperseded: row.supersededBy !== null })
  const reviews = row.reviews.map(({ at, next_on }) => ({ at, nextOn: next_on }))
  const next = reviewOn(state, decided, reviews)
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    zone: row.zone,
    state,
    revision: row.revision,
    content: contentOf(row),
    origin: row.origin,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    presented: presentedOf(row),
    decision: decisionOf(row),
    supersedes: row.supersedes,
    supersededBy: row.supersededBy,
    reviews: row.reviews.map(({ at, by_name, note, next_on }) => ({ at: at.toISOString(), by: by_name, note, nextOn: next_on })),
    reviewOn: next,
    reviewDue: next !== null && next <= dayIn(now, row.zone),
  }
}

/** Null for a draft: a client does not see that there is one. */
export function portalWire(row: Stored, now: Date): PortalDecision | null {
  const { id, clientId, clientName, zone, state, content, presented, decision, reviewOn: next } = recommendationWire(row, now)
  if (state === 'draft' || presented === null) return null
  return { id, clientId, clientName, zone, state, content, presented, decision, reviewOn: next }
}

function presentedOf({ presented_at, presented_by, sha256 }: Stored): Recommendation['presented'] {
  if (presented_at === null || presented_by === null || sha256 === null) return null
  return { by: presented_by, at: presented_at.toISOString(), sha256 }
}

function decisionOf({ decision }: Stored): Recommendation['decision'] {
  if (decision === null) return null
  const { answer, option, words, person_name, identified, at, review_on, sha256 } = decision
  return { answer, option, words, by: person_name, identified, at: at.toISOString(), reviewOn: review_on, sha256 }
}
