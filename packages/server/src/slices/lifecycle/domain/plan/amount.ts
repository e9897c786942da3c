/** Minor units as people read them: `USD 1,234.50`, `USD 1,200`. */
import { currencyDigits } from '@mainstay/kernel'

export function amount(minor: number, currency: string): string {
  const digits = currencyDigits(currency)
  const shown = minor % 10 ** digits === 0 ? 0 : digits
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: shown,
    maximumFractionDigits: shown,
  })
  return format.format(minor / 10 ** digits).replaceAll('\u00a0', ' ')
}
