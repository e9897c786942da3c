/** For the tests: working time counted minute by minute with Intl alone, so that it shares no code and no library with what it checks. */
import { type Calendar, type CalendarHours, WEEKDAYS } from '@mainstay/contract/servicedesk'

/** Minutes since 1970. `local` is a number that orders wall-clock minutes: days since 1970 x 1440 + minute of the day. */
export type Minute = { at: number; local: number }

/** The open minutes of `[from, to)`, both in minutes since 1970. `minutes` reaches three days farther on both sides. */
export function openMinutes(calendar: Calendar, minutes: readonly Minute[], from: number, to: number): Set<number> {
  const first = Math.floor((minutes[0]?.local ?? 0) / 1440) + 1
  const last = Math.floor((minutes.at(-1)?.local ?? 0) / 1440) - 1
  const open = new Set<number>()
  for (let day = first; day <= last; day++) {
    for (const [opening, closing] of hoursOn(day, calendar)) {
      const begins = day * 1440 + minuteOf(opening)
      const ends = minuteOf(closing) > minuteOf(opening) ? day * 1440 + minuteOf(closing) : (day + 1) * 1440 + minuteOf(closing)
      // The first minute on which the wall shows the opening or later; the last on which it shows the closing, or where it jumps over it.
      const begin = minutes.find(({ local }) => local >= begins)?.at ?? 0
      const end = (minutes.findLast(({ local }) => local === ends) ?? minutes.find(({ local }) => local > ends))?.at ?? 0
      for (let at = begin; at < end; at++) if (at >= from && at < to) open.add(at)
    }
  }
  return open
}

/** What the clock on the wall shows at every minute of `[from, to)`. */
export function wallClock(zone: string, from: number, to: number): Minute[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })
  return Array.from({ length: to - from }, (_, n) => {
    const [, year, month, day, hour, minute] = /(\d+)-(\d+)-(\d+), (\d+):(\d+)/.exec(format.format((from + n) * 60_000)) ?? []
    return { at: from + n, local: Date.UTC(Number(year), Number(month) - 1, Number(day)) / 60_000 + Number(hour) * 60 + Number(minute) }
  })
}

function hoursOn(day: number, { weekly, exceptions }: Calendar): CalendarHours {
  const date = new Date(day * 86_400_000)
  const special = exceptions.find((one) => one.date === date.toISOString().slice(0, 10))
  return special?.hours ?? weekly[WEEKDAYS[(date.getUTCDay() + 6) % 7] ?? 'mon'] ?? []
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number)
  return (hour ?? 0) * 60 + (minute ?? 0)
}
