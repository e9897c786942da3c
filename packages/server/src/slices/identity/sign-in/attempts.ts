/** Counts tries in the database, so that the limits hold over all instances and restarts. */
import { createHash } from 'node:crypto'
import { AppError } from '@mainstay/kernel'
import type pg from 'pg'
import { FIRST_WAIT_SECONDS, FORGET_SECONDS, type Limit, LONGEST_WAIT_SECONDS, WINDOW_SECONDS } from '../domain/limits.ts'

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
        const { refusals, secondsLeft } = await (limit.grows ? takeGrowing(pool, limit) : takeInWindow(pool, limit))
        if (refusals === 0) continue
        if (refusals === 1) await onFirstRefusal?.()
        throw new AppError('identity.too-many-attempts', { seconds: secondsLeft })
      }
    },
    forgive: async (limits) => {
      await pool.query('delete from identity_auth.attempt where key = any($1)', [limits.map((limit) => stored(limit.key))])
    },
  }
}

type Taken = { refusals: number; secondsLeft: number }

async function takeInWindow(pool: pg.Pool, { key, max }: Limit): Promise<Taken> {
  const { rows } = await pool.query<{ count: number; left: number; fresh: boolean }>(
    `insert into identity_auth.attempt as a (key, started_at, count) values ($1, now(), 1)
     on conflict (key) do update set
       count = case when a.started_at < now() - make_interval(secs => $2) then 1 else a.count + 1 end,
       started_at = case when a.started_at < now() - make_interval(secs => $2) then now() else a.started_at end
     returning count, ceil(extract(epoch from started_at + make_interval(secs => $2) - now()))::int as left, (xmax = 0) as fresh`,
    [stored(key), WINDOW_SECONDS],
  )
  const row = rows[0] ?? { count: 1, left: WINDOW_SECONDS, fresh: false }
  if (row.fresh) await forgetOld(pool)
  return { refusals: Math.max(0, row.count - max), secondsLeft: Math.max(1, row.left) }
}

/** `started_at` is of the last try that counted. The wait after it: none for the first tries, then doubling. */
async function takeGrowing(pool: pg.Pool, { key, max }: Limit): Promise<Taken> {
  const wait = `make_interval(secs => case when a.count < $2 then 0 else least($4, $3 * power(2, least(a.count - $2, 20))) end)`
  const { rows } = await pool.query<{ fresh: boolean }>(
    `insert into identity_auth.attempt as a (key, started_at, count) values ($1, now(), 1)
     on conflict (key) do update set
       count = case when a.started_at < now() - make_interval(secs => $5) then 1 else a.count + 1 end, started_at = now(), refused = 0
       where a.started_at + ${wait} <= now()
     returning (xmax = 0) as fresh`,
    [stored(key), max, FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, FORGET_SECONDS],
  )
  if (rows[0]?.fresh) await forgetOld(pool)
  if (rows.length > 0) return { refusals: 0, secondsLeft: 0 }
  const refused = await pool.query<{ refused: number; left: number }>(
    `update identity_auth.attempt a set refused = refused + 1 where key = $1
     returning refused, ceil(extract(epoch from started_at + ${wait} - now()))::int as left`,
    [stored(key), max, FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS],
  )
  // Without a row a success has just forgiven it.
  const row = refused.rows[0] ?? { refused: 0, left: 0 }
  return { refusals: row.refused, secondsLeft: Math.max(1, row.left) }
}

async function forgetOld(pool: pg.Pool): Promise<void> {
  await pool.query('delete from identity_auth.attempt where started_at < now() - make_interval(secs => $1)', [FORGET_SECONDS])
}

/** Of fixed length, whatever was typed as an address. */
export function stored(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}
