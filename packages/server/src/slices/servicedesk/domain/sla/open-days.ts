/** The dates of a calendar on which hours begin, each with its open intervals as instants. */
import { type Calendar, type CalendarHours, WEEKDAYS } from '@mainstay/contract/servicedesk'
import { brokenRule } from './rule.ts'
import { dateOf, type EpochDay, epochDayOf, instantOf, isZone, weekdayOf } from './wall-time.ts'

/** Half-open `[from, to)`, in whole seconds since 1970. */
export type Span = { from: number; to: number }
export type OpenDay = { day: EpochDay; open: Span[] }

/** Both throw servicedesk.sla-rule. */
export type OpenDays = {
  zone: string
  /** Those from `first` to `last`, in order; days without hours are left out. */
  between(first: EpochDay, last: EpochDay): OpenDay[]
  /** In order. */
  exceptions: readonly (Span & { date: string })[]
}

export function openDays({ zone, weekly, exceptions }: Calendar): OpenDays {
  if (!isZone(zone)) throw brokenRule(`"${zone}" is not a time zone (as Europe/Warsaw).`)
  const special = new Map<EpochDay, CalendarHours>()
  for (const { date, hours } of exceptions) {
    const day = epochDayOf(date)
    if (special.has(day)) throw brokenRule(`${date} has two exceptions.`)
    special.set(day, hours)
  }
  const usual = WEEKDAYS.map((name) => weekly[name] ?? [])
  // Never silently round the clock (design: semantics, 2.2).
  if ([...usual, ...special.values()].every((hours) => hours.length === 0)) throw brokenRule('the calendar has no open hours.')
  return {
    zone,
    exceptions: [...special.keys()]
      .toSorted((a, b) => a - b)
      .map((day) => ({ date: dateOf(day), from: instantOf(day, 0, 'opening', zone), to: instantOf(day + 1, 0, 'opening', zone) })),
    between: (first, last) => {
      const days: OpenDay[] = []
      for (let day = first; day <= last; day++) {
        const open = (special.get(day) ?? usual[weekdayOf(day)] ?? []).flatMap((hours) => spanOf(day, hours, zone))
        if (open.length > 0) days.push({ day, open })
      }
      return days
    },
  }
}

function spanOf(day: EpochDay, [opening, closing]: CalendarHours[number], zone: string): Span[] {
  const begins = secondOf(opening)
  const ends = secondOf(closing)
  const span = {
    from: instantOf(day, begins, 'opening', zone),
    to: instantOf(day, ends > begins ? ends : ends + 86_400, 'closing', zone),
  }
  // Hours that lie in a gap whole do not happen that day.
  return span.to > span.from ? [span] : []
}

function secondOf(time: string): number {
  return Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60
}
