/** Opens the database of an instance: the embedded one, or the one that MAINSTAY_DATABASE_URL names; roles, then migrations. */
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import pg from 'pg'
import type { Log } from '../log/index.ts'
import { deriveSecret, type MasterKey } from '../secrets/master-key.ts'
import { type Database, openDatabase } from './database.ts'
import { type EmbeddedAddress, runningEmbedded } from './embedded/running.ts'
import { guardSpace } from './embedded/space-guard.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/supervisor.ts'
import { migrate } from './migrate.ts'
import { DATABASE_NAME, ensureRoles, isOurs, ROLES, type RoleName, rolePassword } from './roles.ts'

export type RunningDatabase = {
  database: Database
  /** Configuration of a connection in a role, for what needs its own (LISTEN, export). */
  connection(role: RoleName): pg.PoolConfig
  embedded: EmbeddedPostgres | null
  stop(): Promise<void>
}

type Options = { dataFolder: string; databaseUrl: string | undefined; masterKey: MasterKey; log: Log }

export async function connectDatabase(options: Options): Promise<RunningDatabase> {
  const reached = await reachDatabase(options)
  try {
    await ensureRoles(reached.admin.config, options.masterKey, reached.admin.database)
    const done = await migrate(reached.connection('owner'))
    if (done.length > 0) options.log.info({ migrations: done.length }, 'database migrated')
    const database = openDatabase(reached.connection, options.log)
    return {
      database,
      connection: reached.connection,
      embedded: reached.embedded,
      stop: async () => {
        await database.close()
        await reached.stop()
      },
    }
  } catch (error) {
    await reached.stop()
    throw error
  }
}

export type ReachedDatabase = Pick<RunningDatabase, 'connection' | 'embedded' | 'stop'> & { admin: Admin }

/** The database as it is, running, with nothing in it made or changed. */
export async function reachDatabase({ dataFolder, databaseUrl, masterKey, log }: Options): Promise<ReachedDatabase> {
  const embedded =
    databaseUrl === undefined
      ? await startEmbeddedPostgres({
          folder: join(dataFolder, 'database'),
          superuserPassword: deriveSecret(masterKey, 'database-superuser'),
          log,
        })
      : null
  try {
    const admin = embedded ? embeddedAdmin(embedded, masterKey) : externalAdmin(databaseUrl ?? '')
    await refuseOld(admin.config)
    const guard = embedded === null ? null : await guardSpace({ folder: dataFolder, admin: admin.config, log })
    return {
      admin,
      embedded,
      connection: inRole(admin, masterKey),
      stop: async () => {
        await guard?.stop()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** Whether the database that the URL names was set up by some start before; nothing in it is made or changed. */
export async function isSetUp(databaseUrl: string): Promise<boolean> {
  const { config, database } = externalAdmin(databaseUrl)
  await refuseOld(config)
  const client = new pg.Client(config)
  client.on('error', () => {})
  await client.connect()
  try {
    return await isOurs(client, database)
  } finally {
    await client.end()
  }
}

/** The embedded database that a server of this data folder keeps running now, or null. */
export function runningDatabase(dataFolder: string, masterKey: MasterKey): ReachedDatabase | null {
  const address = runningEmbedded(join(dataFolder, 'database'))
  if (address === null) return null
  const admin = embeddedAdmin(address, masterKey)
  return { admin, embedded: null, connection: inRole(admin, masterKey), stop: async () => {} }
}

function inRole(admin: Admin, masterKey: MasterKey): (role: RoleName) => pg.PoolConfig {
  return (role) => ({
    ...admin.config,
    database: admin.database,
    user: ROLES[role],
    password: rolePassword(masterKey, role),
    application_name: `mainstay ${role}`,
  })
}

export type Admin = { config: pg.ClientConfig; database: string }

function embeddedAdmin(embedded: EmbeddedAddress, masterKey: MasterKey): Admin {
  return {
    config: {
      host: embedded.host,
      port: embedded.port,
      user: embedded.superuser,
      password: deriveSecret(masterKey, 'database-superuser'),
      database: 'postgres',
    },
    database: DATABASE_NAME,
  }
}

/** The URL names a role that may make roles and databases; the database in it is made if it is missing. */
function externalAdmin(databaseUrl: string): Admin {
  const url = new URL(databaseUrl)
  const config: pg.ClientConfig = {
    host: url.searchParams.get('host') ?? decodeURIComponent(url.hostname),
    port: url.port === '' ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: 'postgres',
    ...(url.searchParams.get('sslmode') === 'require' ? { ssl: true } : {}),
  }
  return { config, database: decodeURIComponent(url.pathname.slice(1)) || DATABASE_NAME }
}

async function refuseOld(config: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError(
      'platform.config',
      { detail: `MAINSTAY_DATABASE_URL: no connection to ${config.host}:${config.port} (${reason})` },
      { cause },
    )
  }
  try {
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version_num') as version")
    const version = Number(rows[0]?.version)
    if (version < 150_000)
      throw new AppError('platform.config', { detail: `PostgreSQL 15 or newer is needed; this is ${Math.floor(version / 10_000)}.` })
  } finally {
    await client.end()
  }
}
