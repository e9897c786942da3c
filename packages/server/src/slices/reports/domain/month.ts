/** A report's month: a calendar month in the client's zone, as a half-open interval of instants. */
import { DateTime } from 'luxon'

/** `[from, to)`: the next month begins exactly where this one ends, whatever the clocks do at that midnight. */
export type Month = { month: string; zone: string; from: Date; to: Date }

export function monthIn(month: string, zone: string): Month {
  return { month, zone, from: firstInstant(month, zone), to: firstInstant(shift(month, 1), zone) }
}

export function previousMonth(month: string): string {
  return shift(month, -1)
}

/** `October 2026` */
export function monthName(month: string): string {
  return firstDay(month, 'utc').setLocale('en').toFormat('LLLL yyyy')
}

/** The dates of the month, `2026-10-01` to `2026-10-31`. */
export function daysOf(month: string): string[] {
  const days = firstDay(month, 'utc').daysInMonth ?? 0
  return Array.from({ length: days }, (_, n) => `${month}-${String(n + 1).padStart(2, '0')}`)
}

/** `2026-10-31` */
export function lastDayOf(month: string): string {
  return firstDay(month, 'utc').endOf('month').toFormat('yyyy-MM-dd')
}

/** What records may speak of: up to now, and not beyond the month's end. */
export function asOf(month: Month, now: Date): Date {
  return now < month.to ? now : month.to
}

/**
 * Midnight in a gap is the first valid instant after it (Luxon moves forward). A midnight that comes twice, as in Havana on
 * 2026-11-01, is its earlier instant: the date begins there, and the month before ends there.
 */
function firstInstant(month: string, zone: string): Date {
  const instants = firstDay(month, zone)
    .getPossibleOffsets()
    .map((one) => one.toMillis())
  return new Date(Math.min(...instants))
}

function firstDay(month: string, zone: string): DateTime {
  return DateTime.fromObject({ year: Number(month.slice(0, 4)), month: Number(month.slice(5, 7)), day: 1 }, { zone })
}

function shift(month: string, by: number): string {
  return firstDay(month, 'utc').plus({ months: by }).toFormat('yyyy-MM')
}
