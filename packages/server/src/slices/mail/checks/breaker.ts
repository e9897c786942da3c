/** Spares a scanner that does not answer: after a few failures in a row it is not asked for a while, and mail does not wait for its time limit each time. */
import type { Scanner } from '../ports.ts'

const FAILURES = 3
const PAUSE_MS = 30_000

export function withBreaker(scanner: Scanner, now: () => number): Scanner {
  let failures = 0
  let closedUntil = 0
  return {
    ...scanner,
    scan: async (message) => {
      if (now() < closedUntil)
        return { scanner: scanner.name, kind: 'away', why: 'it did not answer before and is left alone for half a minute' }
      const answer = await scanner.scan(message)
      failures = answer.kind === 'away' ? failures + 1 : 0
      if (failures >= FAILURES) closedUntil = now() + PAUSE_MS
      return answer
    },
  }
}
