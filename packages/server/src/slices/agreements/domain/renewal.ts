/** When an agreement ends, goes on by itself, and by when notice must be given. Days are the client's. */
import { addDays, addMonths } from '@mainstay/kernel'

export type Term = { startsOn: string; endsOn: string | null; renewal: { months: number; noticeDays: number } }

/** The end that holds today: an agreement that goes on by itself has moved it. */
export function currentEnd({ startsOn, endsOn, renewal }: Term, today: string): string | null {
  if (endsOn === null || renewal.months === 0 || today <= endsOn) return endsOn
  // From the first end, so that the 31st of a month does not become the 28th for good.
  const first = addDays(endsOn, 1)
  for (let times = 1; times < 2000; times++) {
    const end = addDays(addMonths(first, times * renewal.months), -1)
    if (today <= end) return end
  }
  throw new RangeError(`an agreement of ${startsOn} does not end`)
}

/** The last day that it can bill; null: it holds or goes on by itself until somebody ends it. */
export function lastDay({ endsOn, renewal }: Term): string | null {
  return renewal.months > 0 ? null : endsOn
}

export function noticeBy(term: Term, today: string): string | null {
  const end = currentEnd(term, today)
  return end === null ? null : addDays(end, -term.renewal.noticeDays)
}
