/** The shape of a row in the error table. `title` is what a person reads; `{name}` in it is filled from the error's data. */

export type ErrorRow = { status: number; title: string }

export function defineErrors<const T extends Record<string, ErrorRow>>(rows: T): T {
  return rows
}
