/** Runs the migrations: forward only, in the order of their UTC names, as the owner role. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { Kysely, PostgresDialect } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import pg from 'pg'

export const MIGRATIONS_FOLDER = join(import.meta.dirname, '../../../migrations')

/** `20261124041500-what.ts` */
export const MIGRATION_NAME = /^(\d{14})-[a-z0-9-]+\.ts$/

/** `upTo` names the last one to run; all by default. Returns what was run now. */
export async function migrate(
  owner: pg.PoolConfig,
  { folder = MIGRATIONS_FOLDER, upTo }: { folder?: string; upTo?: string } = {},
): Promise<string[]> {
  const pool = new pg.Pool({ ...owner, max: 1 })
  // A connection that ends while it is idle is no fault; the next query would say so.
  pool.on('error', () => {})
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({
      db,
      provider: filesIn(folder),
      migrationTableName: 'platform_migration',
      migrationLockTableName: 'platform_migration_lock',
    })
    const { error, results } = upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo)
    if (error) throw asAppError(error)
    return (results ?? []).filter((r) => r.status === 'Success').map((r) => r.migrationName)
  } finally {
    await db.destroy()
  }
}

/** The names of those that were run, in order; none where the database was never set up. */
export async function migrationsRun(client: pg.ClientBase): Promise<string[]> {
  const { rows: there } = await client.query("select 1 where to_regclass('platform_migration') is not null")
  if (there.length === 0) return []
  const { rows } = await client.query<{ name: string }>('select name from platform_migration order by name')
  return rows.map((row) => row.name)
}

export async function migrationFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => MIGRATION_NAME.test(name)).sort()
}

function filesIn(folder: string): MigrationProvider {
  return {
    getMigrations: async () => {
      const found: Record<string, Migration> = {}
      for (const file of await migrationFiles(folder)) found[file.slice(0, -3)] = (await import(join(folder, file))) as Migration
      return found
    },
  }
}

/** A database that knows migrations which this version lacks was written by a newer one. */
function asAppError(error: unknown): unknown {
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message)) {
    return new AppError(
      'platform.data-folder',
      { path: 'the database', detail: 'it was written by a newer version of Mainstay. Start that version.' },
      { cause: error },
    )
  }
  return error
}
