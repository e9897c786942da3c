/** A client's figures for outages, when their currency changes. */
import type { OutageFigures } from '@mainstay/contract/agreements'
import { currencyDigits } from '@mainstay/kernel'

/** The same amounts as a person sees them, in another currency: 50 euros become 50 yen, not 5,000. */
export function inCurrency(figures: OutageFigures, currency: string): OutageFigures {
  const factor = 10 ** (currencyDigits(currency) - currencyDigits(figures.currency))
  const scaled = (minor: number): number => Math.round(minor * factor)
  return {
    currency,
    people: figures.people.map((one) => ({ ...one, hourMinor: scaled(one.hourMinor) })),
    revenue: figures.revenue && { ...figures.revenue, perBusinessHourMinor: scaled(figures.revenue.perBusinessHourMinor) },
  }
}
