import { expect, test } from 'vitest'
import { add, currencyDigits, money } from './money.ts'

test('money adds within one currency, exactly', () => {
  expect(add(money(10, 'USD'), money(20, 'USD'))).toEqual({ minor: 30n, currency: 'USD' })
})

test('money of two currencies does not add, and a fraction is refused', () => {
  expect(() => add(money(1, 'USD'), money(1, 'EUR'))).toThrow('cannot add USD and EUR')
  expect(() => money(0.5, 'USD')).toThrow('whole minor units')
})

test('a currency has its own decimals, and what is none has two', () => {
  expect(['EUR', 'JPY', 'KWD', 'eu', 'E'].map(currencyDigits)).toEqual([2, 0, 3, 2, 2])
})
