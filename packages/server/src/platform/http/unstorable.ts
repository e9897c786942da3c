/** Text that no database takes: NUL, and halves of a character. Said to the one who sent it, before anything is made of it. */
import { AppError } from '@mainstay/kernel'

/** Throws platform.invalid-input. What is not JSON (a stream) is left alone. */
export function refuseUnstorable(...values: unknown[]): void {
  const left = [...values]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string') {
      if (value.includes('\0') || !value.isWellFormed())
        throw new AppError('platform.invalid-input', { detail: 'a text holds a character that cannot be stored (NUL, or half of one)' })
    } else if (Array.isArray(value)) for (const one of value) left.push(one)
    else if (isPlain(value)) for (const [key, one] of Object.entries(value)) left.push(key, one)
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
