/** A person's password and sessions, in the sign-in library's tables, as the role that alone can read them. */
import { type Id, newId } from '@mainstay/kernel'
import { hashPassword } from 'better-auth/crypto'
import type pg from 'pg'

export type SignInState = { twoFactor: boolean; hasPassword: boolean }

export type Credentials = {
  /** Gives the person this password and ends every session they have. What else stood under the address is removed: no person of ours had it. */
  set(person: { id: Id; email: string; name: string }, password: string): Promise<void>
  /** For a person who signs in without a password of ours: something that a session can belong to. */
  ensure(person: { id: Id; email: string; name: string }): Promise<void>
  hasPassword(personId: Id): Promise<boolean>
  hasTwoFactor(personId: Id): Promise<boolean>
  endSessions(personId: Id): Promise<void>
  removeTwoFactor(personId: Id): Promise<void>
  /** Of everyone who can sign in, or could. */
  waysByPerson(): Promise<ReadonlyMap<Id, SignInState>>
}

export function createCredentials(pool: pg.Pool): Credentials {
  return {
    set: async ({ id, email, name }, password) => {
      const hash = await hashPassword(password)
      await inTransaction(pool, async (client) => {
        await client.query('delete from identity_auth."user" where email = $1 and id <> $2', [email, id])
        await client.query(
          `insert into identity_auth."user" (id, name, email, "emailVerified", "createdAt", "updatedAt", "twoFactorEnabled")
           values ($1, $2, $3, true, now(), now(), false) on conflict (id) do update set "updatedAt" = now()`,
          [id, name, email],
        )
        await client.query('delete from identity_auth.account where "userId" = $1', [id])
        await client.query(
          `insert into identity_auth.account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
           values ($1, $2, 'credential', $2, $3, now(), now())`,
          [newId(), id, hash],
        )
        await client.query('delete from identity_auth."session" where "userId" = $1', [id])
      })
    },
    ensure: async ({ id, email, name }) => {
      await pool.query(
        `insert into identity_auth."user" (id, name, email, "emailVerified", "createdAt", "updatedAt", "twoFactorEnabled")
         values ($1, $2, $3, true, now(), now(), false) on conflict (id) do nothing`,
        [id, name, email],
      )
    },
    hasTwoFactor: async (personId) => {
      const { rowCount } = await pool.query('select 1 from identity_auth."user" where id = $1 and "twoFactorEnabled"', [personId])
      return rowCount !== 0
    },
    hasPassword: async (personId) => {
      const { rowCount } = await pool.query(`select 1 from identity_auth.account where "userId" = $1 and password is not null`, [personId])
      return rowCount !== 0
    },
    endSessions: async (personId) => {
      await pool.query('delete from identity_auth."session" where "userId" = $1', [personId])
    },
    removeTwoFactor: (personId) =>
      inTransaction(pool, async (client) => {
        await client.query('delete from identity_auth."twoFactor" where "userId" = $1', [personId])
        await client.query('update identity_auth."user" set "twoFactorEnabled" = false where id = $1', [personId])
        await client.query('delete from identity_auth."session" where "userId" = $1', [personId])
      }),
    waysByPerson: async () => {
      const { rows } = await pool.query<{ id: string } & SignInState>(
        `select id, coalesce("twoFactorEnabled", false) as "twoFactor",
           exists (select 1 from identity_auth.account a where a."userId" = u.id and a.password is not null) as "hasPassword"
         from identity_auth."user" u`,
      )
      return new Map(rows.map(({ id, ...state }) => [id, state]))
    },
  }
}

async function inTransaction(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await work(client)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}
