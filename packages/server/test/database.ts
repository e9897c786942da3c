/** A database of its own for a test file: copied from one that is migrated, and dropped at the end. */
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../src/platform/database/database.ts'
import { ROLES, type RoleName, rolePassword } from '../src/platform/database/roles.ts'
import { silentLog } from '../src/platform/log/index.ts'
import { copyTemplate, TEST_MASTER_KEY } from './template-database.ts'

export { TEST_MASTER_KEY } from './template-database.ts'

export type TestDatabase = {
  database: Database
  connection(role: RoleName): pg.PoolConfig
  /** As superuser: to look behind the walls, and to prepare. */
  superuser(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** For a session of the superuser's own. */
  superuserConnection: pg.ClientConfig
  drop(): Promise<void>
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const admin = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await copyTemplate(admin, name)
  const connection = (role: RoleName): pg.PoolConfig => ({
    ...admin,
    database: name,
    user: ROLES[role],
    password: rolePassword(TEST_MASTER_KEY, role),
  })
  const database = openDatabase(connection, silentLog())
  const root = new pg.Pool({ ...admin, database: name, max: 2 })
  return {
    database,
    connection,
    superuser: async (text, values) => (await root.query(text, values)).rows,
    superuserConnection: { ...admin, database: name },
    drop: async () => {
      await database.close()
      await root.end()
      const client = new pg.Client({ ...admin, database: 'postgres' })
      await client.connect()
      // A pool counts as ended before its connections are; a session that is cut off then is an error that nobody listens to.
      for (let n = 0; n < 100 && (await sessions(client, name)) > 0; n++) await setTimeout(20)
      await client.query(`drop database ${name} with (force)`)
      await client.end()
    },
  }
}

async function sessions(client: pg.Client, database: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from pg_stat_activity where datname = $1', [database])
  return rows[0]?.n ?? 0
}
