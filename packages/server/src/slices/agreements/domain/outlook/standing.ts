/** What an hour of work brought, and whether a client has outgrown the agreement: by invoices that were approved, time that was written, days that were counted. */
import type { CoveredKind } from '@mainstay/contract/agreements'
import { addDays } from '@mainstay/kernel'
import { isUnpriced } from '../invoice/document.ts'
import { NAMES, type PriceSpan } from '../invoice/draft-lines.ts'
import { isWithin } from '../invoice/month-days.ts'
import { rounded } from '../invoice/rounding.ts'
import { shownMoney } from '../invoice/shown-money.ts'

/** `netMinor` null: no invoice of the month is approved. */
export type MonthRecord = { month: string; netMinor: number | null; minutes: number }
export type HourBrought = { minor: number; netMinor: number; minutes: number; months: number }

/** Of the months that were billed; null where none was, or nobody wrote time. */
export function hourBrought(months: readonly MonthRecord[]): HourBrought | null {
  const billed = months.flatMap(({ netMinor, minutes }) => (netMinor === null ? [] : [{ netMinor, minutes }]))
  const [netMinor, minutes] = [sum(billed.map((one) => one.netMinor)), sum(billed.map((one) => one.minutes))]
  if (minutes === 0) return null
  return { minor: Number(rounded(BigInt(netMinor) * 60n, BigInt(minutes), 'half-up')), netMinor, minutes, months: billed.length }
}

export type Counts = { day: string; of: ReadonlyMap<CoveredKind, number> }
export type StandingInput = {
  currency: string
  prices: readonly PriceSpan[]
  months: readonly MonthRecord[]
  first: Counts | null
  now: Counts | null
  /** What an hour costs a client without an agreement. */
  rate: { minor: number; currency: string } | null
}

/** Grown by a quarter and by two at the least: one machine more is no other firm. */
const GROWN = 1.25
const LEAST_MORE = 2

export function outgrown(input: StandingInput): string[] {
  const { prices, months, first, now, currency, rate } = input
  const money = shownMoney(currency)
  const over = months.filter(({ month, minutes }) => {
    const block = prices.find((one) => one.kind === 'hour' && one.included > 0 && isWithin(addDays(`${month}-01`, 14), one))
    return block !== undefined && minutes > block.included * 60
  })
  const hour = hourBrought(months)
  const without = [...(now?.of ?? [])].filter(([kind]) => isUnpriced(kind, prices))
  const grown = [...(now?.of ?? [])].flatMap(([kind, count]) => {
    const before = first?.of.get(kind) ?? 0
    return before > 0 && count >= before * GROWN && count - before >= LEAST_MORE
      ? [`${NAMES[kind][1]}: ${before} on ${first?.day ?? ''}, ${count} on ${now?.day ?? ''}`]
      : []
  })
  return [
    ...(over.length >= 2 ? [`more work than the block of hours in ${over.length} of ${months.length} months`] : []),
    ...grown,
    ...without.map(([kind, count]) => `${count} covered ${NAMES[kind][count === 1 ? 0 : 1]} without a price`),
    ...(hour !== null && rate !== null && rate.currency === currency && hour.minor < rate.minor
      ? [`an hour of work brings ${money(hour.minor)}; without an agreement it costs ${money(rate.minor)}`]
      : []),
  ]
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
