import { expect, test } from 'vitest'
import { bytes, count, duration, durationInWords, percent, withUnit } from './format.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 KB'],
  [1_536_000, '1.54 MB'],
  [610_000_000, '610 MB'],
  [2e12, '2 TB'],
  [12_400_000_000, '12.4 GB'],
])('%d bytes read as %s', (value, text) => expect(bytes(value)).toBe(text))

test.each([
  [0, '0 %'],
  [0.004, '0.4 %'],
  [0.0951, '9.5 %'],
  [0.555, '56 %'],
  [1, '100 %'],
])('a share of %d reads as %s', (share, text) => expect(percent(share)).toBe(text))

test.each([
  [0, '0 s'],
  [0.003, '< 0.1 s'],
  [0.4, '0.4 s'],
  [41, '41 s'],
  [60, '1 min'],
  [61, '1 min 1 s'],
  [3600, '1 h'],
  [5400, '1 h 30 min'],
  [3605, '1 h'],
  [273_600, '3 d 4 h'],
])('%d seconds read as %s', (seconds, text) => expect(duration(seconds)).toBe(text))

test.each([
  [0.2, '1 second'],
  [240, '4 minutes'],
  [3900, '1 hour and 5 minutes'],
  [90_000, '1 day and 1 hour'],
])('%d seconds in words are %s', (seconds, text) => expect(durationInWords(seconds)).toBe(text))

test('a count has its noun, singular for one', () => {
  expect([0, 1, 2, 5000].map((n) => count(n, 'system'))).toEqual(['0 systems', '1 system', '2 systems', '5,000 systems'])
  expect(count(2, 'policy', 'policies')).toBe('2 policies')
})

test('measured values carry their unit', () => {
  expect(withUnit(0.42, '1')).toBe('42 %')
  expect(withUnit(1e9, 'By')).toBe('1 GB')
  expect(withUnit(2_500_000, 'By/s')).toBe('2.50 MB/s')
  expect(withUnit(90, 's')).toBe('1 min 30 s')
  expect(withUnit(212, '{process}')).toBe('212')
  expect(withUnit(0.62, '')).toBe('0.62')
  expect(withUnit(3, 'Cel')).toBe('3 Cel')
})
