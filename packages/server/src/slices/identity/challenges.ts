/** Secrets that a browser has to bring back, once and in time: challenges of passkeys, states of sign-ins elsewhere. */
import type { Id } from '@mainstay/kernel'
import type pg from 'pg'
import { hashSecret } from './secret.ts'

export type ChallengeKind = 'passkey-add' | 'passkey-sign-in' | 'oidc'
export type Challenge = { personId: Id | null; data: unknown }

export type Challenges = {
  /** Only the hash of `secret` is kept. */
  put(kind: ChallengeKind, secret: string, o: { personId?: Id; data?: object; seconds: number }): Promise<void>
  /** Whatever becomes of it afterwards, it is used: of two who bring it at once, one gets it. */
  take(kind: ChallengeKind, secret: string): Promise<Challenge | null>
}

export function createChallenges(pool: pg.Pool): Challenges {
  return {
    put: async (kind, secret, { personId = null, data = {}, seconds }) => {
      await pool.query('delete from identity_auth.challenge where expires_at < now()')
      await pool.query(
        'insert into identity_auth.challenge (hash, kind, person_id, data, expires_at) values ($1, $2, $3, $4, now() + make_interval(secs => $5))',
        [hashSecret(secret), kind, personId, JSON.stringify(data), seconds],
      )
    },
    take: async (kind, secret) => {
      const { rows } = await pool.query<{ person_id: string | null; data: unknown; live: boolean }>(
        'delete from identity_auth.challenge where hash = $1 and kind = $2 returning person_id, data, expires_at > now() as live',
        [hashSecret(secret), kind],
      )
      const row = rows[0]
      return row?.live === true ? { personId: row.person_id, data: row.data } : null
    },
  }
}
