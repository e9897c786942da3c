import { expect, test } from 'vitest'
import { freeKey, moved } from './keys.ts'

test('a key is free whatever was taken out before', () => {
  expect(freeKey('person', [])).toBe('person-1')
  expect(freeKey('person', [{ key: 'person-2' }])).toBe('person-3')
  expect(freeKey('person', [{ key: 'dana' }, { key: 'person-3' }])).toBe('person-4')
})

test('a system moves by one place, and not beyond an end', () => {
  expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
})
