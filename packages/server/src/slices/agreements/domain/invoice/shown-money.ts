/** Money of an invoice for people: `1,234.50 EUR`. */
import { moneyText } from '../outage/money-text.ts'

export function shownMoney(currency: string): (minor: number) => string {
  const text = moneyText(currency)
  return (minor) => `${text(BigInt(minor))} ${currency}`
}
