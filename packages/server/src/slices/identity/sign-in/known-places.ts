/** From which addresses an account was signed in to before: there, what strangers try elsewhere does not count. */
import type pg from 'pg'
import { stored } from './attempts.ts'

export type KnownPlaces = {
  isKnown(account: string, address: string): Promise<boolean>
  /** At each whole sign-in, whatever its way. */
  remember(account: string, address: string): Promise<void>
}

/** Days since the last sign-in from there: providers of internet access give an address to others in time. */
const REMEMBERED_DAYS = 90

/** Both are kept as digests alone: the table says nothing to who reads it. */
export function createKnownPlaces(pool: pg.Pool): KnownPlaces {
  return {
    isKnown: async (account, address) => {
      const { rowCount } = await pool.query(
        'select 1 from identity_auth.known_place where account = $1 and address = $2 and at > now() - make_interval(days => $3)',
        [stored(account.toLowerCase()), stored(address), REMEMBERED_DAYS],
      )
      return rowCount !== 0
    },
    remember: async (account, address) => {
      await pool.query('delete from identity_auth.known_place where at < now() - make_interval(days => $1)', [REMEMBERED_DAYS])
      await pool.query(
        `insert into identity_auth.known_place (account, address, at) values ($1, $2, now())
         on conflict (account, address) do update set at = excluded.at`,
        [stored(account.toLowerCase()), stored(address)],
      )
    },
  }
}
