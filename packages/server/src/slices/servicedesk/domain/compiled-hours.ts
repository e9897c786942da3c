/** Calendars as lines of working time, kept: making one takes milliseconds, and a provider has few that differ. */
import type { Calendar } from '@mainstay/contract/servicedesk'
import { type WorkingTime, workingTime } from './sla/working-time.ts'

/** About 30 KB each. */
const MOST = 200

const kept = new Map<string, WorkingTime>()

export function compiledHours(calendar: Calendar): WorkingTime {
  const key = JSON.stringify(calendar)
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = workingTime(calendar)
  if (kept.size >= MOST) kept.delete(kept.keys().next().value ?? '')
  kept.set(key, made)
  return made
}
