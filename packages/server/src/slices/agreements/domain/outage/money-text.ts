/** Minor units and business time, written for people. */
import { currencyDigits } from '@mainstay/kernel'

/** `1,234.50`: with as many decimals as the currency has (ISO 4217, as the runtime knows it). */
export function moneyText(currency: string): (minor: bigint) => string {
  const decimals = currencyDigits(currency)
  const scale = 10n ** BigInt(decimals)
  return (minor) => {
    const size = minor < 0n ? -minor : minor
    const units = (size / scale).toLocaleString('en')
    const rest = decimals === 0 ? '' : `.${String(size % scale).padStart(decimals, '0')}`
    return `${minor < 0n ? '-' : ''}${units}${rest}`
  }
}

/** `3 h 30 min` */
export function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ].filter(([amount]) => amount !== 0)
  return parts.length === 0 ? '0 min' : parts.map(([amount, unit]) => `${amount} ${unit}`).join(' ')
}
