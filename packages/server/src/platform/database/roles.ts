/** The database roles: who owns the tables, who works with tenants' rows, and who has no tenant table at all. */
import { AppError } from '@mainstay/kernel'
import type { ClientConfig } from 'pg'
import pg from 'pg'
import { deriveSecret, type MasterKey } from '../secrets/master-key.ts'

/**
 * `owner` makes tables and runs migrations; row-level security binds it too.
 * `app` works with tenants' rows within a scope; it owns nothing and bypasses nothing.
 * `ingest`, `auth`, `jobs` have tables of their own and no tenant table.
 */
export const ROLES = {
  owner: 'mainstay_owner',
  app: 'mainstay_app',
  ingest: 'mainstay_ingest',
  auth: 'mainstay_auth',
  jobs: 'mainstay_jobs',
} as const
export type RoleName = keyof typeof ROLES

export const DATABASE_NAME = 'mainstay'

export function rolePassword(masterKey: MasterKey, role: RoleName): string {
  return deriveSecret(masterKey, `database-role:${role}`)
}

/** Makes or renews the roles and the database. `admin` connects as a role that may make roles (the embedded superuser, or the one named by URL). */
export async function ensureRoles(admin: ClientConfig, masterKey: MasterKey, database: string): Promise<void> {
  const client = new pg.Client(admin)
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(724201)')
    await refuseOtherKey(client, { ...admin, database, user: ROLES.owner, password: rolePassword(masterKey, 'owner') })
    for (const [name, role] of Object.entries(ROLES) as [RoleName, string][]) {
      const password = client.escapeLiteral(rolePassword(masterKey, name))
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role])
      // Before PostgreSQL 16 the owner's rights on schema public come by inheritance from pg_database_owner.
      const inherits = name === 'owner' ? 'inherit' : 'noinherit'
      const verb = rowCount === 0 ? 'create' : 'alter'
      await client.query(`${verb} role ${role} with login ${inherits} nosuperuser nocreatedb nocreaterole password ${password}`)
    }
    await ensureDatabase(client, database)
  } finally {
    await client.end()
  }
}

/** Instances that share a database share its key: passwords renewed from another would lock out those that run. */
async function refuseOtherKey(client: pg.Client, owner: ClientConfig): Promise<void> {
  if (!(await isOurs(client, owner.database ?? ''))) return
  const known = new pg.Client({ ...owner, connectionTimeoutMillis: 10_000 })
  known.on('error', () => {})
  try {
    await known.connect()
  } catch (cause) {
    if ((cause as { code?: string }).code !== '28P01') throw cause
    throw new AppError(
      'platform.config',
      {
        detail: `the database ${owner.database} was set up with another master key. Give that one: MAINSTAY_MASTER_KEY_FILE names its file.`,
      },
      { cause },
    )
  } finally {
    await known.end().catch(() => {})
  }
}

/** Whether a database of this name is there and belongs to the owner role of an installation. */
export async function isOurs(client: pg.ClientBase, database: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'select 1 from pg_database d join pg_roles r on r.oid = d.datdba where datname = $1 and rolname = $2',
    [database, ROLES.owner],
  )
  return rowCount !== 0
}

async function ensureDatabase(client: pg.Client, database: string): Promise<void> {
  const name = client.escapeIdentifier(database)
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
  if (rowCount === 0) {
    const { rows } = await client.query<{ superuser: boolean }>('select rolsuper as superuser from pg_roles where rolname = current_user')
    if (rows[0]?.superuser !== true) await client.query(`grant ${ROLES.owner} to current_user`)
    await client.query(`create database ${name} owner ${ROLES.owner} template template0 encoding 'UTF8'`)
  }
  await client.query(`revoke all on database ${name} from public`)
  for (const role of Object.values(ROLES)) await client.query(`grant connect on database ${name} to ${role}`)
  await client.query(`grant create on database ${name} to ${ROLES.owner}`)
}
