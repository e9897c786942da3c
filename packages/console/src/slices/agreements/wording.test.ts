import type { Agreement } from '@mainstay/contract/agreements'
import { expect, test } from 'vitest'
import { agreementTitle, lastMonth, minorOf, money } from './wording.ts'

test.each([
  ['1234.5', 'EUR', 123_450],
  ['9,99', 'EUR', 999],
  ['0', 'EUR', 0],
  ['120', 'JPY', 120],
  ['1.234', 'EUR', null],
  ['1.5', 'JPY', null],
  ['-1', 'EUR', null],
  ['', 'EUR', null],
])('%s of %s is %s', (text, currency, minor) => expect(minorOf(text, currency)).toBe(minor))

test('money has the decimals of its currency', () => {
  expect([money(123_450, 'EUR'), money(120, 'JPY'), money(-5, 'EUR')]).toEqual(['1,234.50 EUR', '120 JPY', '-0.05 EUR'])
})

test('the title says which plan holds today', () => {
  const plan = (startsOn: string, endsOn: string | null) => ({ plan: 'Managed', startsOn, endsOn }) as Agreement
  expect(agreementTitle('Acme', [plan('2026-01-01', null)], '2026-11-24')).toBe('Acme has the plan “Managed”')
  expect(agreementTitle('Acme', [plan('2027-01-01', null)], '2026-11-24')).toBe('Acme’s plan “Managed” begins on 2027-01-01')
  expect(agreementTitle('Acme', [plan('2026-01-01', '2026-11-23')], '2026-11-24')).toContain('no agreement')
  expect([lastMonth('2026-11-24'), lastMonth('2027-01-02')]).toEqual(['2026-10', '2026-12'])
})
