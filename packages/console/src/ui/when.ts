/** Instants as people read them: how long ago, and the exact time in a zone. */

const STEPS: [limit: number, seconds: number, unit: string][] = [
  [90, 1, 's'],
  [90 * 60, 60, 'min'],
  [36 * 3600, 3600, 'h'],
  [60 * 86_400, 86_400, 'd'],
  [730 * 86_400, 30.44 * 86_400, 'months'],
  [Number.POSITIVE_INFINITY, 365.25 * 86_400, 'years'],
]

/** `7 h ago`, `in 3 d`; within ten seconds `just now`. */
export function relative(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000
  const size = Math.abs(seconds)
  if (size < 10) return 'just now'
  const [, divisor, unit] = STEPS.find(([limit]) => size < limit) ?? [0, 1, 's']
  const words = `${Math.round(size / divisor)} ${unit}`
  return seconds < 0 ? `in ${words}` : `${words} ago`
}

/** `Tue 24 Nov 2026, 07:31:05 GMT+1` in the zone given, else the browser's. */
export function exact(at: Date, zone: string | undefined): string {
  return inZone(at, zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  })
}

/** `24 November 2026` */
export function day(at: Date, zone: string | undefined): string {
  return inZone(at, zone, { day: 'numeric', month: 'long', year: 'numeric' })
}

/** `2026-10` as `October 2026`. */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`))
}

/** The calendar month of an instant in a zone, `2026-11`; `back` months earlier. */
export function monthOf(at: Date, zone: string | undefined, back = 0): string {
  const [year = 0, month = 1] = inZone(at, zone, { year: 'numeric', month: '2-digit' }, 'sv').split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7)
}

/** The calendar day of an instant in a zone, `2026-11-24`. */
export function dayKey(at: Date, zone: string | undefined): string {
  return inZone(at, zone, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv')
}

function inZone(at: Date, zone: string | undefined, options: Intl.DateTimeFormatOptions, locale = 'en-GB'): string {
  return new Intl.DateTimeFormat(locale, { ...options, ...(zone ? { timeZone: zone } : {}) }).format(at)
}
