import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase64Url, mustBytes, toBase64Url } from './base64url.ts'

test('bytes of any length come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes)
    }),
  )
})

test('it writes what Node writes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
    }),
  )
})

test.each([
  ['padding', 'AA=='],
  ['the standard alphabet', '+/8'],
  ['stray trailing bits', 'AB'],
  ['an impossible length', 'AAAAA'],
  ['white space', 'AA AA'],
])('%s is refused', (_what, text) => {
  expect(fromBase64Url(text)).toBeNull()
})

test('a value of the wrong length is a fault in the caller and names itself', () => {
  expect(() => mustBytes('AA', 32, 'nonce')).toThrow('nonce is not 32 bytes')
})
