import { expect, test } from 'vitest'
import { isId, newId } from './ids.ts'

test('a new id is a UUIDv7 that carries its time', () => {
  const at = Date.UTC(2026, 10, 24)
  const id = newId(at)
  expect(isId(id)).toBe(true)
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at)
  expect(id[14]).toBe('7')
})

test('ids sort by the time they were made', () => {
  const ids = [1, 2, 3, 4, 5].map((n) => newId(1_700_000_000_000 + n))
  expect([...ids].sort()).toEqual(ids)
})

test('text that is no UUID is no id', () => {
  expect(isId('../../etc/passwd')).toBe(false)
  expect(isId(7)).toBe(false)
})
