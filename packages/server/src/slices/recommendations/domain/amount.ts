/** Minor units as people read them: `USD 1,234.50`. */
import { currencyDigits } from '@mainstay/kernel'

export function amount(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' })
  const digits = currencyDigits(currency)
  // The code and a space that does not break; plain spaces search and compare better.
  return format.format(minor / 10 ** digits).replaceAll('\u00a0', ' ')
}
