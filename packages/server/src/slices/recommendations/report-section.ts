/** What the monthly report says of decisions: at most three that wait, with price and date, and what was decided in the month. */
import type { Recommendation } from '@mainstay/contract/recommendations'
import type { ReportSection } from '@mainstay/contract/reports'
import { amount } from './domain/amount.ts'

const MOST = 3

/** Null where nothing was ever put to the client: there is nothing to say, not even that nothing is needed. */
export function waitingSection(all: readonly Recommendation[], asOf: Date): Omit<ReportSection, 'id'> | null {
  const shown = all.filter((one) => one.presented !== null && new Date(one.presented.at) < asOf)
  if (shown.length === 0) return null
  const waiting = shown.filter((one) => !wasDecided(one, asOf) && !wasReplaced(one, all, asOf)).sort(byUrgency)
  return {
    slot: 'main',
    title: 'What do we need from you?',
    sentence: waitingSentence(waiting.length),
    tone: waiting.length === 0 ? 'good' : 'attention',
    facts: waiting.slice(0, MOST).map(({ content }) => ({
      label: content.title,
      value: priceOf(content),
      tone: 'attention' as const,
      note: content.answerBy === null ? 'accept or decline in the portal' : `accept or decline in the portal by ${content.answerBy}`,
      href: null,
    })),
    rows: [],
    strip: [],
    source: 'register of recommendations',
    freshAsOf: asOf.toISOString(),
  }
}

export function decidedSection(all: readonly Recommendation[], o: { from: Date; asOf: Date }): Omit<ReportSection, 'id'> | null {
  const decided = all
    .flatMap((one) => (one.decision === null ? [] : [{ content: one.content, decision: one.decision }]))
    .filter(({ decision }) => new Date(decision.at) >= o.from && new Date(decision.at) < o.asOf)
  if (decided.length === 0) return null
  return {
    slot: 'detail',
    title: 'What you decided',
    sentence: `${decided.length === 1 ? '1 decision stands' : `${decided.length} decisions stand`} in the register of this month.`,
    tone: 'good',
    facts: [],
    rows: decided.map(({ content, decision }) => ({
      text: `${WORD[decision.answer]}: ${content.title}, by ${decision.by}${decision.reviewOn === null ? '' : `; looked at again on ${decision.reviewOn}`}`,
      when: decision.at,
      tone: decision.answer === 'accepted' ? ('good' as const) : ('attention' as const),
    })),
    strip: [],
    source: 'register of recommendations',
    freshAsOf: o.asOf.toISOString(),
  }
}

const WORD = { accepted: 'Accepted', declined: 'Declined', deferred: 'Put off' } as const

function wasDecided({ decision }: Recommendation, asOf: Date): boolean {
  return decision !== null && new Date(decision.at) < asOf
}

/** What replaced it later does not change what a past month said. */
function wasReplaced({ supersededBy }: Recommendation, all: readonly Recommendation[], asOf: Date): boolean {
  if (supersededBy === null) return false
  const next = all.find(({ id }) => id === supersededBy)?.presented ?? null
  return next === null || new Date(next.at) < asOf
}

/** Recovery first, then what must be answered soonest. */
function byUrgency(a: Recommendation, b: Recommendation): number {
  const rank = ({ content }: Recommendation): string => `${content.area === 'recovery' ? 0 : 1}${content.answerBy ?? '9'}`
  return rank(a).localeCompare(rank(b))
}

function waitingSentence(n: number): string {
  if (n === 0) return 'No decision of yours is needed.'
  const more = n > MOST ? ` The ${MOST} most urgent stand here.` : ''
  return `${n === 1 ? 'One decision waits' : `${n} decisions wait`} for you.${more}`
}

/** Of the option that is advised. */
function priceOf({ options: [advised], currency }: Recommendation['content']): string {
  if (advised === undefined) return 'no price'
  const parts = [
    ...(advised.onceMinor > 0 ? [`${amount(advised.onceMinor, currency)} once`] : []),
    ...(advised.monthlyMinor > 0 ? [`${amount(advised.monthlyMinor, currency)} a month`] : []),
  ]
  return parts.length === 0 ? 'costs nothing' : parts.join(', ')
}
