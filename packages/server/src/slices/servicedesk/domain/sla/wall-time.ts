/** Wall-clock times of a zone as instants, one by one: nothing steps by 86,400 seconds. Instants are whole seconds since 1970. */
import { DateTime, IANAZone } from 'luxon'

/** A calendar date as days since 1970-01-01. */
export type EpochDay = number

export function isZone(zone: string): boolean {
  return IANAZone.isValidZone(zone)
}

export function epochDayOf(date: string): EpochDay {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000
}

export function dateOf(day: EpochDay): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

/** Monday is 0. 1970-01-01 was a Thursday. */
export function weekdayOf(day: EpochDay): number {
  return (((day + 3) % 7) + 7) % 7
}

/** The local date and second of the day (by the clock on the wall) of an instant. */
export function localOf(instant: number, zone: string): { day: EpochDay; second: number } {
  const local = DateTime.fromSeconds(instant, { zone })
  return {
    day: Date.UTC(local.year, local.month - 1, local.day) / 86_400_000,
    second: local.hour * 3600 + local.minute * 60 + local.second,
  }
}

/**
 * The instant at which the wall clock shows `second` of the day. In a gap it is the first valid instant after it; of a time that
 * comes twice, an opening takes the earlier and a closing the later (design: semantics, 1).
 */
export function instantOf(day: EpochDay, second: number, kind: 'opening' | 'closing', zone: string): number {
  const date = new Date((day * 86_400 + second) * 1000)
  const steady = steadyOffset(date.getTime(), zone)
  if (steady !== null) return date.getTime() / 1000 - steady * 60
  const local = DateTime.fromObject(
    {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
    },
    { zone },
  )
  // Luxon shows another time, or another date, when the wall never shows this one.
  const shown = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second)
  if (shown !== date.getTime()) return endOfGapAround(local.toSeconds(), zone)
  const instants = local.getPossibleOffsets().map((one) => one.toSeconds())
  return kind === 'opening' ? Math.min(...instants) : Math.max(...instants)
}

/** The zone's offset in minutes when it is the same a day before and a day after, as on all but a few dates: no change can touch the time. */
function steadyOffset(at: number, zone: string): number | null {
  const known = IANAZone.create(zone)
  const before = known.offset(at - 26 * 3_600_000)
  return before === known.offset(at + 26 * 3_600_000) ? before : null
}

/** Luxon moves a time in a gap forward by the gap's length; the gap itself ends at the change of offset before that. */
function endOfGapAround(after: number, zone: string): number {
  const offsetAt = (instant: number): number => DateTime.fromSeconds(instant, { zone }).offset
  const offset = offsetAt(after)
  // No gap is longer than a day (Samoa left out a whole one in 2011).
  let before = after - 25 * 3600
  let behind = after
  while (behind - before > 1) {
    const middle = Math.floor((before + behind) / 2)
    if (offsetAt(middle) === offset) behind = middle
    else before = middle
  }
  return behind
}
