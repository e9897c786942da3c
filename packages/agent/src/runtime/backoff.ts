/** Waits longer after each failure, with full jitter (a random wait below the cap), so that a fleet does not come back all at once. */

export type Backoff = {
  /** Milliseconds to wait after one more failure; never shorter than what the server asked for. */
  failed(retryAfterMs?: number): number
  succeeded(): void
}

const FIRST_MS = 1000
const CAP_MS = 60_000
/** A wrong Retry-After must not silence an agent for good. */
const LONGEST_ASKED_MS = 3_600_000

export function createBackoff(random: () => number = Math.random): Backoff {
  let failures = 0
  return {
    failed(retryAfterMs = 0) {
      const ceiling = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(failures, 10))
      failures += 1
      const asked = Math.min(Math.max(0, retryAfterMs), LONGEST_ASKED_MS)
      // Jitter comes on top of what was asked, or every agent would answer at the same second.
      return Math.round(asked + random() * ceiling)
    },
    succeeded() {
      failures = 0
    },
  }
}

/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3); 0 when there is none that can be read. */
export function retryAfterMs(header: string | null, now: Date): number {
  if (header === null) return 0
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime())
}
