/** The plan for mail whose next hop does not take it now: soon at first, then every hour, for five days (RFC 5321, 4.5.4.1). */

const MINUTE_MS = 60_000
const WAITS_MIN = [1, 2, 5, 10, 20, 30]
const LATER_MIN = 60
export const GIVE_UP_MS = 5 * 24 * 60 * MINUTE_MS

/** When to try again after `attempts` (>= 1) in vain; null when the time is over. Five days end with a last try, not before one. */
export function nextAttempt({ attempts, receivedAt, now }: { attempts: number; receivedAt: Date; now: Date }): Date | null {
  const end = receivedAt.getTime() + GIVE_UP_MS
  if (now.getTime() >= end) return null
  const wait = (WAITS_MIN[attempts - 1] ?? LATER_MIN) * MINUTE_MS
  return new Date(Math.min(now.getTime() + wait, end))
}

/** Mail that waits longer than this is told to the provider. */
export const TELL_AFTER_MS = 15 * MINUTE_MS
