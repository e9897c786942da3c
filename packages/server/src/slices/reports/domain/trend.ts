/** The trend: this month's verdict beside the approved one of the month before. */
import type { Tone } from '@mainstay/contract/reports'
import { monthName, previousMonth } from './month.ts'

/** What was approved earlier: of the month before, or only of older months, or nothing. */
export type Earlier = { kind: 'none' } | { kind: 'older' } | { kind: 'previous'; tone: Tone }

const RANK = { good: 0, attention: 1, broken: 2 } as const
const WAS: Record<Tone, string> = {
  good: 'which was good',
  attention: 'which needed attention',
  broken: 'in which something was broken',
  unknown: 'of which not enough was known',
}

/** What is not known is neither better nor worse: it is only said. */
export function trendOf(tone: Tone, month: string, earlier: Earlier): string {
  const before = monthName(previousMonth(month))
  if (earlier.kind === 'none') return 'This is the first report: there is no month to compare it with.'
  if (earlier.kind === 'older') return `There is no approved report of ${before} to compare it with.`
  const was = `${before}, ${WAS[earlier.tone]}`
  if (tone === earlier.tone) return `The same as ${was}.`
  if (tone === 'unknown' || earlier.tone === 'unknown') return `It cannot be compared with ${was}.`
  return RANK[tone] < RANK[earlier.tone] ? `Better than ${was}.` : `Worse than ${was}.`
}
