/** Dates and amounts as they stand in a list that somebody wrote. */
import { currencyDigits } from '@mainstay/kernel'
import { z } from 'zod'

/** Only ISO dates: 03/04/2025 means two days, depending on who wrote it. */
export const DateText = z.iso.date()

/** `1,250.00` or `1250.5` as minor units; null where it is none, or finer than the currency goes. */
export function minorOf(text: string, currency: string): number | null {
  const digits = currencyDigits(currency)
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null || (match[2] ?? '').length > digits) return null
  const minor = Number(`${(match[1] ?? '').replaceAll(',', '')}${(match[2] ?? '').padEnd(digits, '0')}`)
  return minor <= 1e13 ? minor : null
}
