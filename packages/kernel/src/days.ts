/** Calendar days as text, `2026-11-24`: the date of an instant in a zone, and arithmetic that never steps by a clock. */

/** Making one costs far more than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>()

/** The calendar date of an instant in an IANA zone; throws RangeError for a zone that is not. */
export function dayIn(at: Date, zone: string): string {
  let format = formatters.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formatters.set(zone, format)
  }
  return format.format(at)
}

/** `day` and so many days more; negative for earlier. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** The same day so many months later; of a month that is too short, its last. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}
