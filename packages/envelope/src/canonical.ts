/** Canonical CBOR: the core deterministic encoding of RFC 8949 section 4.2, so that one value has one spelling to sign. */
import { decode, encode, rfc8949EncodeOptions, Tokenizer, Type } from 'cborg'
import { err, ok, type Result } from '@mainstay/kernel'

export type CborValue = null | boolean | number | string | Uint8Array | readonly CborValue[] | { readonly [key: string]: CborValue }
export type CanonicalRefusal = 'too-large' | 'too-deep' | 'malformed' | 'not-canonical'

/** Deepest nesting of arrays and maps; the deepest that Mainstay itself writes is 6. */
export const MAX_DEPTH = 16
const MAX_DECODED_BYTES = 1_048_576

/** Throws a `TypeError` on what has no single spelling (undefined, NaN, -0, unsafe integers, lone surrogates): a fault in the caller. */
export function encodeCanonical(value: CborValue): Uint8Array<ArrayBuffer> {
  assertEncodable(value, 0)
  return Uint8Array.from(encode(value, rfc8949EncodeOptions))
}

/** Refuses everything that `encodeCanonical` would not have written. */
export function decodeCanonical(bytes: Uint8Array, maxBytes = MAX_DECODED_BYTES): Result<CborValue, CanonicalRefusal> {
  if (bytes.length > maxBytes) return err('too-large')
  const tokenizer = createBoundedTokenizer(bytes)
  let value: CborValue
  try {
    value = decode(bytes, { ...STRICT, tokenizer })
  } catch {
    return err(tokenizer.tooDeep() ? 'too-deep' : 'malformed')
  }
  // cborg enforces neither the order of keys nor the shortest float on decoding, so the encoder is the judge of both.
  try {
    return sameBytes(encodeCanonical(value), bytes) ? ok(value) : err('not-canonical')
  } catch {
    return err('not-canonical')
  }
}

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
} as const

/** cborg decodes by recursion; this stops it long before the stack ends. */
function createBoundedTokenizer(bytes: Uint8Array) {
  const inner = new Tokenizer(bytes, STRICT)
  const open: number[] = []
  let stopped = false
  return {
    tooDeep: () => stopped,
    done: () => inner.done(),
    pos: () => inner.pos(),
    next() {
      const token = inner.next()
      const last = open.length - 1
      const left = open[last]
      if (left !== undefined) open[last] = left - 1
      if (Type.equals(token.type, Type.array)) open.push(Number(token.value))
      if (Type.equals(token.type, Type.map)) open.push(Number(token.value) * 2)
      stopped = open.length > MAX_DEPTH
      if (stopped) throw new RangeError('nested too deeply')
      while (open.at(-1) === 0) open.pop()
      return token
    },
  }
}

function assertEncodable(value: unknown, depth: number): void {
  if (value === null || typeof value === 'boolean' || value instanceof Uint8Array) return
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('a string with half a surrogate pair has no UTF-8 form')
    return
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Object.is(value, -0)) throw new TypeError('NaN, infinities and minus zero are not encoded')
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new TypeError('an integer beyond 2^53 is not exact')
    return
  }
  if (depth >= MAX_DEPTH) throw new TypeError(`nested deeper than ${MAX_DEPTH}`)
  if (Array.isArray(value)) {
    for (const item of value) assertEncodable(item, depth + 1)
    return
  }
  if (typeof value !== 'object' || value === undefined) throw new TypeError(`${typeof value} has no canonical form`)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects are encoded')
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw new TypeError('__proto__ is not a key')
    if (!key.isWellFormed()) throw new TypeError('a key with half a surrogate pair has no UTF-8 form')
    assertEncodable(item, depth + 1)
  }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
