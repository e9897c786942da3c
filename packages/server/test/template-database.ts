/** The database that every test file's own is copied from: made and migrated once for a whole run. */
import pg from 'pg'
import { migrate } from '../src/platform/database/migrate.ts'
import { ensureRoles, ROLES, rolePassword } from '../src/platform/database/roles.ts'

/** Roles are shared by all databases of a server, so all test files use one key. */
export const TEST_MASTER_KEY = Buffer.alloc(32, 7)

const TEMPLATE = 'test_template'

export type Admin = { host: string; port: number; user: string; password: string }

export async function makeTemplate(admin: Admin): Promise<void> {
  await ensureRoles({ ...admin, database: 'postgres' }, TEST_MASTER_KEY, TEMPLATE)
  await migrate({ ...admin, database: TEMPLATE, user: ROLES.owner, password: rolePassword(TEST_MASTER_KEY, 'owner') })
}

/** A copy holds what the migrations made, but not who may connect: that belongs to each database and is given to it anew. */
export async function copyTemplate(admin: Admin, name: string): Promise<void> {
  await asSuperuser(admin, `create database ${name} owner ${ROLES.owner} template ${TEMPLATE} strategy file_copy`)
  await ensureRoles({ ...admin, database: 'postgres' }, TEST_MASTER_KEY, name)
}

/** For suites in which nothing is killed: commits do not wait for the disk. */
export async function withoutWaiting(admin: Admin): Promise<void> {
  await asSuperuser(admin, 'alter system set fsync = off', 'select pg_reload_conf()')
}

async function asSuperuser(admin: Admin, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ ...admin, database: 'postgres' })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
