/** The one error class that services throw; one handler turns it into problem+json (RFC 9457). */
import type { ErrorRow } from './define.ts'
import { type ErrorCode, errorTable } from './table.ts'

export type ErrorData = Record<string, string | number | boolean | null>

export class AppError extends Error {
  readonly code: ErrorCode
  readonly data: ErrorData

  constructor(code: ErrorCode, data: ErrorData = {}, options?: { cause?: unknown }) {
    super(errorText(code, data), options)
    this.name = 'AppError'
    this.code = code
    this.data = data
  }

  get status(): number {
    const row: ErrorRow = errorTable[this.code]
    return row.status
  }
}

/** The row's title with `{name}` replaced from `data`; a name without data stays visible, so that a gap is seen. */
export function errorText(code: ErrorCode, data: ErrorData): string {
  const row: ErrorRow = errorTable[code]
  return row.title.replace(/\{(\w+)\}/g, (whole, name: string) => (name in data ? String(data[name]) : whole))
}
