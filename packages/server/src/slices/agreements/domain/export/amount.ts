/** Minor units as decimals of their currency (ISO 4217): 12345 of EUR is 123.45, of JPY 12345. */

export function amountText(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const sign = minor < 0 ? '-' : ''
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}
