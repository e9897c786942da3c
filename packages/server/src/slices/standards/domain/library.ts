/** The library of checks, in our own words, recovery first. */
import { ASKED_CHECKS } from './library-asked.ts'
import { RECORD_CHECKS } from './library-records.ts'
import type { Check } from './check.ts'

export const LIBRARY: readonly Check[] = [...RECORD_CHECKS, ...ASKED_CHECKS]

export function checkById(id: string): Check | undefined {
  return LIBRARY.find((one) => one.id === id)
}
