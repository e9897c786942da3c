/** Money as people write and read it: whole minor units on the wire, `1,234.50` on the page. */
import { currencyDigits } from '@mainstay/kernel'

/** `$1,234.50`; without cents where there are none. */
export function money(minor: number, currency: string): string {
  const digits = currencyDigits(currency)
  const whole = minor % 10 ** digits === 0
  return formatter(currency, whole ? 0 : digits).format(minor / 10 ** digits)
}

/** What a person typed, in minor units; null where it is no amount. `1,234.50` and `1234.5` are the same; nothing is rounded. */
export function minorOf(text: string, currency: string): number | null {
  const digits = currencyDigits(currency)
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (match === null || (match[2] ?? '').length > digits) return null
  const minor = Number(`${(match[1] ?? '').replaceAll(',', '')}${(match[2] ?? '').padEnd(digits, '0')}`)
  return Number.isSafeInteger(minor) ? minor : null
}

/** As it stands in a field to be edited. */
export function typed(minor: number, currency: string): string {
  const digits = currencyDigits(currency)
  return minor % 10 ** digits === 0 ? String(minor / 10 ** digits) : (minor / 10 ** digits).toFixed(digits)
}

function formatter(currency: string, digits?: number): Intl.NumberFormat {
  const options = digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return new Intl.NumberFormat('en', { style: 'currency', currency: /^[A-Z]{3}$/.test(currency) ? currency : 'USD', ...options })
}
