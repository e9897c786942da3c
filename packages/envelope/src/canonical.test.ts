import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CborValue, decodeCanonical, encodeCanonical, MAX_DEPTH, sameBytes } from './canonical.ts'

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))

const numbers = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0) && (!Number.isInteger(n) || Number.isSafeInteger(n))),
)
const texts = fc.string({ unit: 'binary' })
const values: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 6 },
    fc.constant(null),
    fc.boolean(),
    numbers,
    texts,
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      texts.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
})).value

test('what is encoded is decoded to the same value', () => {
  fc.assert(
    fc.property(values, (value) => {
      const decoded = decodeCanonical(encodeCanonical(value))
      expect(decoded).toEqual({ ok: true, value })
    }),
  )
})

test('any accepted bytes are exactly what the encoder writes for their value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
      const decoded = decodeCanonical(bytes)
      if (decoded.ok) expect(sameBytes(encodeCanonical(decoded.value), bytes)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('the order in which keys were set does not matter', () => {
  expect(encodeCanonical({ b: 1, aa: 2, a: 3 })).toEqual(encodeCanonical({ a: 3, aa: 2, b: 1 }))
  // RFC 8949 sorts by bytes: the one-letter keys come first because their length lies in the first byte.
  expect(Buffer.from(encodeCanonical({ aa: 2, b: 1 })).toString('hex')).toBe('a26162016261' + '6102')
})

// From RFC 8949, appendix A, and the ways around it.
test.each([
  ['an integer in more bytes than it needs', '1817', 'malformed'],
  ['a length in more bytes than it needs', '780161', 'malformed'],
  ['an array of indefinite length', '9fff', 'malformed'],
  ['a map of indefinite length', 'bfff', 'malformed'],
  ['keys out of order', 'a2616201616101', 'not-canonical'],
  ['a key twice', 'a2616101616102', 'malformed'],
  ['NaN', 'f97e00', 'malformed'],
  ['infinity', 'f97c00', 'malformed'],
  ['minus zero', 'f98000', 'not-canonical'],
  ['a float that is an integer', 'f93c00', 'not-canonical'],
  ['a float in more bytes than it needs', 'fa3fc00000', 'not-canonical'],
  ['an integer beyond 2^53', '1b0020000000000000', 'malformed'],
  ['undefined', 'f7', 'malformed'],
  ['a tag', 'c000', 'malformed'],
  ['text that is not UTF-8', '61ff', 'not-canonical'],
  ['a key that is not text', 'a10102', 'malformed'],
  ['the key __proto__', 'a1695f5f70726f746f5f5fa0', 'not-canonical'],
  ['something after the end', '0000', 'malformed'],
  ['nothing', '', 'malformed'],
  ['an array that ends too soon', '8201', 'malformed'],
  ['a text that ends too soon', '6361', 'malformed'],
])('%s is refused', (_what, bytes, reason) => {
  expect(decodeCanonical(hex(bytes))).toEqual({ ok: false, error: reason })
})

test('nesting is bounded on both sides at the same depth', () => {
  const nested = (depth: number) => hex(`${'81'.repeat(depth - 1)}80`)
  expect(decodeCanonical(nested(MAX_DEPTH)).ok).toBe(true)
  expect(decodeCanonical(nested(MAX_DEPTH + 1))).toEqual({ ok: false, error: 'too-deep' })
  expect(decodeCanonical(hex('81'.repeat(900_000)))).toEqual({ ok: false, error: 'too-deep' })
  let value: CborValue = []
  for (let i = 1; i < MAX_DEPTH; i++) value = [value]
  expect(encodeCanonical(value)).toEqual(nested(MAX_DEPTH))
  expect(() => encodeCanonical([value])).toThrow('nested deeper')
})

test('size is bounded before anything is decoded', () => {
  expect(decodeCanonical(encodeCanonical(new Uint8Array(100)), 99)).toEqual({ ok: false, error: 'too-large' })
})

test('an array that claims 2^53 items costs nothing', () => {
  expect(decodeCanonical(hex('9b001fffffffffffff')).ok).toBe(false)
})

test.each<[string, unknown]>([
  ['NaN', Number.NaN],
  ['minus zero', -0],
  ['an unsafe integer', 2 ** 53],
  ['undefined in an array', [undefined]],
  ['undefined in a map', { a: undefined }],
  ['a date', new Date(0)],
  ['a map object', new Map()],
  ['a big integer', 1n],
  ['half a surrogate pair', '\ud800'],
])('%s is not encoded', (_what, value) => {
  expect(() => encodeCanonical(value as CborValue)).toThrow(TypeError)
})
