/** Money: whole minor units (cents) with an ISO 4217 currency. Never a float. */

export type Money = { minor: bigint; currency: string }

export function money(minor: bigint | number, currency: string): Money {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`not an ISO 4217 currency: ${currency}`)
  if (typeof minor === 'number' && !Number.isSafeInteger(minor)) throw new RangeError('money is whole minor units')
  return { minor: BigInt(minor), currency }
}

/** The sum; both must be of one currency. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`cannot add ${a.currency} and ${b.currency}`)
  return { minor: a.minor + b.minor, currency: a.currency }
}

/** Decimals of the currency's minor unit (ISO 4217, as the runtime knows it): 2 of EUR, 0 of JPY, 3 of KWD; what is not a code has 2. */
export function currencyDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}
