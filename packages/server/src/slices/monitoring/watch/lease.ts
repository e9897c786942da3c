/** One instance at a time does a thing: who holds the lease in the database, renewed while it lives, taken over soon after it died. */
import { type Id, newId } from '@mainstay/kernel'
import type pg from 'pg'

export type Lease = {
  /** Takes or renews it. True while it is ours. */
  hold(): Promise<boolean>
  release(): Promise<void>
}

/** By the database's clock, so that the instances' own may differ. */
export const LEASE_SECONDS = 20

export function createLease({ pool, name, holder = newId() }: { pool: pg.Pool; name: string; holder?: Id }): Lease {
  return {
    hold: async () => {
      const { rowCount } = await pool.query(
        `insert into monitoring_lease (name, holder, until) values ($1, $2, now() + make_interval(secs => $3))
         on conflict (name) do update set holder = excluded.holder, until = excluded.until
         where monitoring_lease.holder = excluded.holder or monitoring_lease.until < now()`,
        [name, holder, LEASE_SECONDS],
      )
      return rowCount === 1
    },
    release: async () => {
      await pool.query('delete from monitoring_lease where name = $1 and holder = $2', [name, holder])
    },
  }
}
