/** What an agreement brings in the months to come: its prices over time, what is covered now, and the chance that it goes on at each end. */
import type { MonthIncome, Rounding } from '@mainstay/contract/agreements'
import { addDays } from '@mainstay/kernel'
import { type Covered, draftLines, type PriceSpan } from '../invoice/draft-lines.ts'
import { daysOf } from '../invoice/month-days.ts'
import { rounded } from '../invoice/rounding.ts'
import { currentEnd, lastDay, type Term } from '../renewal.ts'

export type IncomeInput = Term & {
  currency: string
  rounding: Rounding
  minimumMinor: number
  timeStepMinutes: number
  prices: readonly PriceSpan[]
  /** That it goes on at an end, as a person says; null: nobody has. */
  likelyPercent: number | null
  /** What was covered on the newest day that was counted. */
  covered: readonly Omit<Covered, 'day'>[]
  today: string
}

/** Of recurring prices alone: hours of work come or do not. */
export function monthIncome(input: IncomeInput, month: string): MonthIncome {
  const end = currentEnd(input, input.today)
  const certain = amountUntil(input, month, end)
  const possible = Math.max(certain, amountUntil(input, month, lastDay(input)))
  const more = possible - certain
  if (more === 0) return { month, certainMinor: certain, likelyMinor: certain, possibleMinor: possible }
  const { likelyPercent } = input
  const likely = likelyPercent === null ? null : certain + weighted(more, likelyPercent, renewalsBy(input, daysOf(month).at(-1) ?? ''))
  return { month, certainMinor: certain, likelyMinor: likely, possibleMinor: possible }
}

function amountUntil(input: IncomeInput, month: string, until: string | null): number {
  const covered = daysOf(month).flatMap((day) => input.covered.map((one) => ({ ...one, day })))
  const lines = draftLines({ ...input, month, term: { from: input.startsOn, until }, covered, time: [] })
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
}

/** How often it must have gone on by itself until then. */
function renewalsBy(input: IncomeInput, day: string): number {
  let [end, times] = [currentEnd(input, input.today), 0]
  while (end !== null && end < day) [end, times] = [currentEnd(input, addDays(end, 1)), times + 1]
  return times
}

function weighted(minor: number, percent: number, times: number): number {
  return Number(rounded(BigInt(minor) * BigInt(percent) ** BigInt(times), 100n ** BigInt(times), 'half-up'))
}

/** Month by month; a sum with a chance that nobody has stated is not known. */
export function sumIncome(all: readonly (readonly MonthIncome[])[]): MonthIncome[] {
  const [first = []] = all
  return first.map(({ month }, n) => {
    const those = all.flatMap((months) => months[n] ?? [])
    const likely = those.map(({ likelyMinor }) => likelyMinor)
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
    return {
      month,
      certainMinor: sum(those.map(({ certainMinor }) => certainMinor)),
      likelyMinor: likely.some((one) => one === null) ? null : sum(likely.map((one) => one ?? 0)),
      possibleMinor: sum(those.map(({ possibleMinor }) => possibleMinor)),
    }
  })
}
