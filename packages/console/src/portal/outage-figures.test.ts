import { expect, test } from 'vitest'
import { inCurrency } from './outage-figures.ts'

test.each([
  ['EUR', 'JPY', 50, 12_000],
  ['EUR', 'KWD', 50_000, 12_000_000],
  ['EUR', 'USD', 5000, 1_200_000],
  // While it is being typed.
  ['EUR', 'JP', 5000, 1_200_000],
])('50 an hour in %s stay 50 in %s', (from, to, hourMinor, perBusinessHourMinor) => {
  const lost = { low: 0, likely: 1, high: 2 }
  const figures = {
    currency: from,
    people: [{ role: 'Shop', count: 2, hourMinor: 5000, lost }],
    revenue: { perBusinessHourMinor: 1_200_000, dependence: 100, recoveredLater: 0 },
  }
  expect(inCurrency(figures, to)).toEqual({
    currency: to,
    people: [{ role: 'Shop', count: 2, hourMinor, lost }],
    revenue: { perBusinessHourMinor, dependence: 100, recoveredLater: 0 },
  })
})
