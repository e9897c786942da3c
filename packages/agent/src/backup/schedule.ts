/** When the next backup is due: a pure function of the policy, of what was done, and of the present. */

/** Instants in ms. `failures` counts those in a row. */
export type BackupHistory = { lastStartedAt: number | null; failures: number }

const MINUTE = 60_000
/** The first backup of a new device comes at once, but a whole client's devices do not begin in the same second. */
const FIRST_JITTER_MS = 5_000
/** A failed backup is tried again sooner than the schedule would. */
const RETRY_FIRST_MS = 5 * MINUTE
const RETRY_CAP_MS = 60 * MINUTE
const CATCH_UP_JITTER_MS = MINUTE

/** `draw` in [0, 1) is drawn once for each run, so that asking twice gives the same answer. */
export function nextBackupAt(everyMinutes: number, history: BackupHistory, now: number, draw: number): number {
  const every = everyMinutes * MINUTE
  const { lastStartedAt, failures } = history
  // A clock that was set back must not postpone the next backup by years.
  if (lastStartedAt === null || lastStartedAt > now + MINUTE) return now + draw * FIRST_JITTER_MS
  const wait = failures > 0 ? Math.min(every, RETRY_CAP_MS, RETRY_FIRST_MS * 2 ** Math.min(failures - 1, 10)) : every
  // A tenth of the period, downwards, so that the period that was promised is kept.
  const due = lastStartedAt + wait - draw * Math.min(wait / 10, 10 * MINUTE)
  // A run that was missed is caught up, once, soon.
  return due >= now ? due : now + draw * Math.min(CATCH_UP_JITTER_MS, every / 10)
}
