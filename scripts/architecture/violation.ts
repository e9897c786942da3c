// What a rule of the architecture reports, and how it asks where a file lies.
import { sliceOrder } from './walls.ts'

export interface Violation {
  rule: string
  /** Relative to the repository. */
  file: string
  text: string
}

export function packageOf(path: string): string | null {
  return path.match(/^packages\/([^/]+)\//)?.[1] ?? null
}

/** Only the server's: those of the console are screens without tables or ports. */
export function sliceOf(path: string): string | null {
  return path.match(/^packages\/server\/src\/slices\/([^/]+)\//)?.[1] ?? null
}

/** A slice's tests that lie apart belong to it too. */
export function sliceOfTest(path: string): string | null {
  const slice = path.match(/^packages\/server\/test\/([^/]+)\//)?.[1]
  return slice !== undefined && rankOf(slice) >= 0 ? slice : null
}

export function rankOf(slice: string): number {
  return sliceOrder.indexOf(slice)
}
