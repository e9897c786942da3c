/** A plan's life: draft, put to the client and frozen, answered once by a manager, in force until the next is approved. */
import type { PlanContent, PlanProblem, PlanState, SystemFacts } from '@mainstay/contract/continuity'
import { err, type Id, ok, type Result } from '@mainstay/kernel'

export type AnswerWord = 'approved' | 'returned'

/** What is hashed when it is put to the client: everything they read, and the records as they were. */
export function frozenText(o: {
  id: Id
  clientId: Id
  version: number
  content: PlanContent
  facts: readonly SystemFacts[]
  presented: { at: Date; by: string }
}): string {
  const { id, clientId, version, content, facts, presented } = o
  return JSON.stringify({ v: 1, id, clientId, version, presentedAt: presented.at.toISOString(), presentedBy: presented.by, content, facts })
}

export function mayPresent(
  draft: { status: 'draft' | 'presented'; revision: number; problems: readonly PlanProblem[] },
  read: number,
): Result<null, 'frozen' | 'changed' | 'incomplete'> {
  if (draft.status !== 'draft') return err('frozen')
  if (draft.revision !== read) return err('changed')
  return draft.problems.some(({ stops }) => stops) ? err('incomplete') : ok(null)
}

type Presented = { sha256: string; answer: AnswerWord | null; isNewest: boolean }

export function mayAnswer(
  plan: Presented,
  said: { sha256: string; answer: AnswerWord; words: string },
): Result<null, 'answered' | 'replaced' | 'other-text' | 'reason-missing'> {
  if (plan.answer !== null) return err('answered')
  if (!plan.isNewest) return err('replaced')
  if (plan.sha256 !== said.sha256) return err('other-text')
  return said.answer === 'returned' && said.words === '' ? err('reason-missing') : ok(null)
}

/** `isNewest`: of those that were put to the client; `laterApproved`: a newer one is in force. */
export function stateOf(o: {
  status: 'draft' | 'presented'
  answer: AnswerWord | null
  isNewest: boolean
  laterApproved: boolean
}): PlanState {
  if (o.status === 'draft') return 'draft'
  if (o.laterApproved) return 'replaced'
  if (o.answer !== null) return o.answer
  return o.isNewest ? 'waiting' : 'replaced'
}
