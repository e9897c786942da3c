/** Counts tries in the database, so that the limits hold over all instances and restarts. */
import { createHash } from 'node:crypto'
import { AppError } from '@mainstay/kernel'
import type pg from 'pg'
import { type Limit, WINDOW_SECONDS } from '../domain/limits.ts'

export type Attempts = {
  /** Counts a try against each limit; throws once one is reached. `onFirstRefusal` is called at the try that reaches it. */
  take(limits: readonly Limit[], onFirstRefusal?: () => Promise<void>): Promise<void>
  /** After a success the tries before it do not count. */
  forgive(limits: readonly Limit[]): Promise<void>
}

export function createAttempts(pool: pg.Pool): Attempts {
  return {
    take: async (limits, onFirstRefusal) => {
      for (const limit of limits) {
        const { count, secondsLeft } = await takeOne(pool, limit.key)
        if (count <= limit.max) continue
        if (count === limit.max + 1) await onFirstRefusal?.()
        throw new AppError('identity.too-many-attempts', { seconds: secondsLeft })
      }
    },
    forgive: async (limits) => {
      await pool.query('delete from identity_auth.attempt where key = any($1)', [limits.map((limit) => stored(limit.key))])
    },
  }
}

async function takeOne(pool: pg.Pool, key: string): Promise<{ count: number; secondsLeft: number }> {
  const { rows } = await pool.query<{ count: number; left: number; fresh: boolean }>(
    `insert into identity_auth.attempt as a (key, started_at, count) values ($1, now(), 1)
     on conflict (key) do update set
       count = case when a.started_at < now() - make_interval(secs => $2) then 1 else a.count + 1 end,
       started_at = case when a.started_at < now() - make_interval(secs => $2) then now() else a.started_at end
     returning count, ceil(extract(epoch from started_at + make_interval(secs => $2) - now()))::int as left, (xmax = 0) as fresh`,
    [stored(key), WINDOW_SECONDS],
  )
  const row = rows[0] ?? { count: 1, left: WINDOW_SECONDS, fresh: false }
  if (row.fresh)
    await pool.query('delete from identity_auth.attempt where started_at < now() - make_interval(secs => $1)', [WINDOW_SECONDS])
  return { count: row.count, secondsLeft: Math.max(1, row.left) }
}

/** Of fixed length, whatever was typed as an address. */
function stored(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}
