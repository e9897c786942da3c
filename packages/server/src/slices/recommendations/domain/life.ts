/** A recommendation's life: draft, put to the client and frozen, decided once, back for review. */
import type { AnswerWord, Area, Content, RecommendationState } from '@mainstay/contract/recommendations'
import { addDays, err, type Id, ok, type Result } from '@mainstay/kernel'

/** Calendar dates are `2026-11-24`, in the client's zone: they compare as text. */
export type Day = string

export type Presented = { at: Date; by: string }
export type Decided = { answer: AnswerWord; reviewOn: Day | null }
export type Review = { at: Date; nextOn: Day }

/** What is hashed when it is put to the client: everything they read, and what it replaces. */
export function frozenText(o: { id: Id; clientId: Id; supersedes: Id | null; content: Content; presented: Presented }): string {
  const { id, clientId, supersedes, content, presented } = o
  return JSON.stringify({ v: 1, id, clientId, supersedes, presentedAt: presented.at.toISOString(), presentedBy: presented.by, content })
}

export type PresentRefusal = 'frozen' | 'changed' | 'answer-by-past'

export function mayPresent(
  draft: { status: 'draft' | 'presented'; revision: number; content: Pick<Content, 'answerBy'> },
  o: { read: number; today: Day },
): Result<null, PresentRefusal> {
  if (draft.status !== 'draft') return err('frozen')
  if (draft.revision !== o.read) return err('changed')
  if (draft.content.answerBy !== null && draft.content.answerBy < o.today) return err('answer-by-past')
  return ok(null)
}

export type AnswerRefusal = 'superseded' | 'other-text' | 'option-missing' | 'until-invalid'
export type Answered = { answer: AnswerWord; option: number | null; reviewOn: Day | null }

/** `answerBy` is when the provider wants to hear, not when the offer ends: a late answer counts. */
export function decide(
  presented: { sha256: string; content: Content; isSuperseded: boolean },
  said: { sha256: string; answer: AnswerWord; option: number | null; until: Day | null },
  today: Day,
): Result<Answered, AnswerRefusal> {
  const { content } = presented
  if (presented.isSuperseded) return err('superseded')
  if (said.sha256 !== presented.sha256) return err('other-text')
  switch (said.answer) {
    case 'accepted':
      return said.option === null || content.options[said.option] === undefined
        ? err('option-missing')
        : ok({ answer: 'accepted', option: said.option, reviewOn: null })
    case 'declined':
      return ok({ answer: 'declined', option: null, reviewOn: addDays(today, REVIEW_AFTER_DAYS[content.area] ?? 180) })
    case 'deferred':
      return said.until === null || said.until <= today || said.until > addDays(today, 731)
        ? err('until-invalid')
        : ok({ answer: 'deferred', option: null, reviewOn: said.until })
  }
}

/** What endangers the firm itself is asked again sooner. */
const REVIEW_AFTER_DAYS: Partial<Record<Area, number>> = { recovery: 90, security: 90 }

export function stateOf(o: { status: 'draft' | 'presented'; decision: Decided | null; isSuperseded: boolean }): RecommendationState {
  if (o.status === 'draft') return 'draft'
  if (o.isSuperseded) return 'superseded'
  return o.decision?.answer ?? 'waiting'
}

/** The newest review's date, else the decision's; null for what does not come back. */
export function reviewOn(state: RecommendationState, decision: Decided | null, reviews: readonly Review[]): Day | null {
  if (state !== 'declined' && state !== 'deferred') return null
  const newest = [...reviews].sort((a, b) => b.at.getTime() - a.at.getTime())[0]
  return newest?.nextOn ?? decision?.reviewOn ?? null
}
