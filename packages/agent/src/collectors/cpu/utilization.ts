/** The share of time that the processors spent in each mode between two readings of their counters. */

export type CpuTimes = Record<string, number>

/** Null where no time has passed, or the counters went back (a machine resumed elsewhere): then there is nothing true to say. */
export function utilization(before: CpuTimes, now: CpuTimes): CpuTimes | null {
  const spent: CpuTimes = {}
  let total = 0
  for (const [mode, seconds] of Object.entries(now)) {
    // iowait may go back a little (proc(5)); a mode never counts less than nothing.
    const delta = Math.max(0, seconds - (before[mode] ?? 0))
    spent[mode] = delta
    total += delta
  }
  if (total <= 0) return null
  for (const mode of Object.keys(spent)) spent[mode] = (spent[mode] ?? 0) / total
  return spent
}
