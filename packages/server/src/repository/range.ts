/** Reads an HTTP Range header (RFC 9110, 14.1.2) for one range of bytes. */
import type { ByteRange } from './storage.ts'

/** `all` when there is no range, or one that RFC 9110 lets a server ignore (another unit, several ranges). */
export function parseRange(header: string | undefined, size: number): 'all' | 'unsatisfiable' | ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null) return 'all'
  const [, first = '', last = ''] = match
  if (first === '') {
    if (last === '') return 'all'
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size }
  }
  const start = Number(first)
  if (start >= size) return 'unsatisfiable'
  if (last === '') return { start, end: size }
  const end = Math.min(Number(last) + 1, size)
  return end <= start ? 'all' : { start, end }
}
