/** Recommendations in words. */
import type { Area, Content, Option, Recommendation, RecommendationState } from '@mainstay/contract/recommendations'
import { count } from '../../ui/format.ts'
import { money } from '../../ui/money.ts'
import type { Tone } from '../../ui/tone.ts'

export const stateWord: Record<RecommendationState, string> = {
  draft: 'Draft',
  waiting: 'Waits for the client',
  accepted: 'Accepted',
  declined: 'Declined',
  deferred: 'Put off',
  superseded: 'Replaced',
}

export const stateTone: Record<RecommendationState, Tone> = {
  draft: 'unknown',
  waiting: 'attention',
  accepted: 'good',
  declined: 'broken',
  deferred: 'attention',
  superseded: 'unknown',
}

export const areaWord: Record<Area, string> = {
  recovery: 'Recovery',
  security: 'Security',
  mail: 'Mail',
  updates: 'Updates',
  equipment: 'Equipment',
  network: 'Network',
  people: 'People',
  documents: 'Documents',
  other: 'Other',
}

export function listTitle(all: readonly Pick<Recommendation, 'state' | 'reviewDue'>[]): string {
  if (all.length === 0) return 'Nothing was recommended yet'
  const waiting = all.filter(({ state }) => state === 'waiting').length
  const due = all.filter(({ reviewDue }) => reviewDue).length
  const parts = [
    ...(waiting > 0 ? [`${count(waiting, 'recommendation')} ${waiting === 1 ? 'waits' : 'wait'} for an answer`] : []),
    ...(due > 0 ? [`${due} ${due === 1 ? 'comes' : 'come'} back for review`] : []),
  ]
  return parts.length === 0 ? 'No recommendation waits for an answer' : parts.join(', ')
}

export function priceOf({ onceMinor, monthlyMinor }: Pick<Option, 'onceMinor' | 'monthlyMinor'>, currency: string): string {
  const parts = [
    ...(onceMinor > 0 ? [`${money(onceMinor, currency)} once`] : []),
    ...(monthlyMinor > 0 ? [`${money(monthlyMinor, currency)} a month`] : []),
  ]
  return parts.length === 0 ? 'costs nothing' : parts.join(' and ')
}

/** What is due first, then what waits, then the newest. */
export function byUrgency(a: Recommendation, b: Recommendation): number {
  const rank = ({ reviewDue, state }: Recommendation): number => (reviewDue ? 0 : state === 'waiting' ? 1 : state === 'draft' ? 2 : 3)
  return rank(a) - rank(b) || b.createdAt.localeCompare(a.createdAt)
}

export function aboutWord({ deviceIds }: Content, hostnameOf: (id: string) => string | undefined): string {
  if (deviceIds.length === 0) return 'The whole client'
  return deviceIds.map((id) => hostnameOf(id) ?? 'a device that is gone').join(', ')
}
