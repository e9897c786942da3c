/** Small checks with which decoded CBOR is taken apart; everything outside the exact shape is refused. */
import { toBase64Url } from './base64url.ts'
import type { CborValue } from './canonical.ts'

export type CborMap = { readonly [key: string]: CborValue }

/** The value as a map that has exactly these keys, else null. */
export function exactMap(value: CborValue | undefined, keys: readonly string[]): CborMap | null {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || isList(value)) return null
  const found = Object.keys(value)
  return found.length === keys.length && keys.every((key) => Object.hasOwn(value, key)) ? value : null
}

export function isList(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value)
}

/** Bytes of this length as base64url, else null. */
export function binary(value: CborValue | undefined, length: number): string | null {
  return value instanceof Uint8Array && value.length === length ? toBase64Url(value) : null
}

export function text(value: CborValue | undefined, maxLength: number): string | null {
  return typeof value === 'string' && value.length > 0 && value.length <= maxLength ? value : null
}

export function natural(value: CborValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

/** An instant as `Date.toISOString` writes it, and only so: one instant, one spelling. */
export function instant(value: CborValue | undefined): string | null {
  if (typeof value !== 'string' || value.length !== 24) return null
  const date = new Date(value)
  return !Number.isNaN(date.getTime()) && date.toISOString() === value ? value : null
}
