/** The days of a month of an agreement, as calendar dates: no instant is needed once records carry the client's day. */

export type DaySpan = { from: string; until: string | null }

/** `2026-02` → its 28 dates. */
export function daysOf(month: string): string[] {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate()
  return Array.from({ length: days }, (_, n) => `${month}-${String(n + 1).padStart(2, '0')}`)
}

export function isWithin(day: string, { from, until }: DaySpan): boolean {
  return day >= from && (until === null || day <= until)
}

export function previousMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`
}
