// The arguments of `npm test`.
import { parseArgs } from 'node:util'

export interface TestOptions {
  /** A folder of larger test material from outside the repository; tests use it where it is given. */
  corpus: string | null
  /** Parts of the names of test files; none means all. */
  filters: string[]
}

/** Throws an error whose message is one line for the person who typed it. */
export function parseTestOptions(args: string[]): TestOptions {
  const { values, positionals } = parseArgs({ args, options: { corpus: { type: 'string' } }, allowPositionals: true })
  return { corpus: values.corpus ?? null, filters: positionals }
}
