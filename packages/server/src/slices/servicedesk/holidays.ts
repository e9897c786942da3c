/** Public holidays of a country, proposed for a client's calendar: a person ticks which of them are closed. */
import type { Holiday, HolidayQuery } from '@mainstay/contract/servicedesk'
import { AppError } from '@mainstay/kernel'

/** Throws servicedesk.no-holidays for a country or region that is not known. The data is large, so it is loaded when somebody asks. */
export async function proposeHolidays({ country, region, year }: HolidayQuery): Promise<Holiday[]> {
  const { default: Holidays } = await import('date-holidays')
  const known = new Holidays()
  const where = region === undefined ? country : `${country}-${region}`
  const missing = new AppError('servicedesk.no-holidays', { where })
  if (!Object.hasOwn(known.getCountries(), country)) throw missing
  if (region !== undefined && !Object.hasOwn(known.getStates(country) ?? {}, region)) throw missing
  const calendar = region === undefined ? new Holidays(country) : new Holidays(country, region)
  const found = calendar.getHolidays(year, 'en').filter(({ type }) => type === 'public' || type === 'bank')
  return found.flatMap(({ name, type, date, start, end }) =>
    datesOf(date, start, end).map((day) => ({ date: day, name, kind: type === 'bank' ? ('bank' as const) : ('public' as const) })),
  )
}

/** `date` begins with the day as the place writes it; a holiday may last several. */
function datesOf(date: string, start: Date, end: Date): string[] {
  const days = Math.min(14, Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000)))
  const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`)
  return Array.from({ length: days }, (_, n) => new Date(first + n * 86_400_000).toISOString().slice(0, 10))
}
