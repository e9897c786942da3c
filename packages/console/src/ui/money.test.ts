import { expect, test } from 'vitest'
import { minorOf, money, typed } from './money.ts'

test.each([
  ['1234.5', 'USD', 123_450],
  ['1,234.50', 'USD', 123_450],
  ['0.07', 'USD', 7],
  ['1200', 'JPY', 1200],
  ['1.001', 'USD', null],
  ['1.5', 'JPY', null],
  ['-3', 'USD', null],
  ['1,23', 'USD', null],
  ['1e6', 'USD', null],
  ['', 'USD', null],
])('%s %s is %s minor units', (text, currency, minor) => {
  expect(minorOf(text, currency)).toBe(minor)
})

test('an amount is read with its currency, without empty cents', () => {
  expect(money(123_450, 'USD')).toBe('$1,234.50')
  expect(money(120_000, 'EUR')).toBe('€1,200')
  expect(money(1200, 'JPY')).toBe('¥1,200')
})

test('what stands in a field is read back as what it was', () => {
  for (const minor of [0, 7, 100, 123_450, 999_999_999]) expect(minorOf(typed(minor, 'USD'), 'USD')).toBe(minor)
})
