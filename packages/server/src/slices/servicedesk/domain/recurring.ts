/** When recurring work is due next. Days are the client's. */
import type { Every } from '@mainstay/contract/servicedesk'
import { addDays, addMonths } from '@mainstay/kernel'

const MONTHS = { month: 1, quarter: 3, year: 12 } as const

/** The first day after `after`, counted from the first: the 31st comes back after a shorter month. */
export function nextOn(firstOn: string, every: Every, after: string): string {
  if (firstOn > after) return firstOn
  if (every === 'week') {
    const passed = Math.floor((Date.parse(after) - Date.parse(firstOn)) / (7 * 86_400_000)) + 1
    return addDays(firstOn, 7 * passed)
  }
  const years = Number(after.slice(0, 4)) - Number(firstOn.slice(0, 4))
  const months = years * 12 + Number(after.slice(5, 7)) - Number(firstOn.slice(5, 7))
  let times = Math.max(0, Math.floor(months / MONTHS[every]))
  while (addMonths(firstOn, times * MONTHS[every]) <= after) times++
  return addMonths(firstOn, times * MONTHS[every])
}
