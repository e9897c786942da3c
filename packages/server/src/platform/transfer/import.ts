/** Fills an empty database from an export: every byte is checked first, then all rows come in one transaction, or none. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EXPORT_FORMAT, type ExportManifest, ExportManifestSchema, type TransferSummary } from '@mainstay/contract/transfer'
import { AppError } from '@mainstay/kernel'
import pg from 'pg'
import { ensureRoles, migrate, MIGRATIONS_FOLDER, migrationFiles, migrationsRun, type ReachedDatabase } from '../database/index.ts'
import { installQueue } from '../jobs/index.ts'
import type { MasterKey } from '../secrets/master-key.ts'
import { keyMark } from './key-mark.ts'
import { type ExportInHand, loadAll } from './load.ts'
import { verifySums } from './sums.ts'

/** Checks an export without touching any database: whole, sound, not newer than this version, of everything. */
export async function openExport(folder: string): Promise<ExportInHand> {
  if (!existsSync(folder)) throw new AppError('transfer.not-an-export', { path: folder, detail: 'there is no such folder' })
  const bytes = await verifySums(folder)
  const path = join(folder, 'manifest.json')
  const read = JSON.parse(await readFile(path, 'utf8')) as { format?: unknown }
  // Before its form is judged: a newer format may have another.
  if (typeof read.format === 'number' && read.format > EXPORT_FORMAT)
    throw new AppError('transfer.newer', { path: folder, detail: `format ${read.format}, this one reads ${EXPORT_FORMAT}` })
  const parsed = ExportManifestSchema.safeParse(read)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new AppError('transfer.damaged', { path, detail: `${issue?.path.join('.')}: ${issue?.message}` })
  }
  await refuseUnknownMigrations(folder, parsed.data)
  if (parsed.data.clientId !== null) throw new AppError('transfer.one-client', { path: folder })
  return { folder, manifest: parsed.data, bytes }
}

export function refuseOtherKey({ manifest }: ExportInHand, masterKey: MasterKey, keyFile: string): void {
  if (keyMark(masterKey) !== manifest.masterKey) throw new AppError('transfer.other-key', { path: keyFile })
}

/** The tables are made as they were when they were exported, filled, and then brought up to date like any older installation. */
export async function importFrom(
  found: ExportInHand,
  reached: ReachedDatabase,
  masterKey: MasterKey,
  target: string,
): Promise<TransferSummary> {
  const started = performance.now()
  const { manifest } = found
  await ensureRoles(reached.admin.config, masterKey, reached.admin.database)
  await refuseLaterTables(reached, manifest, target)
  await migrate(reached.connection('owner'), { upTo: manifest.migrations.at(-1) ?? '' })
  await installQueue(reached.connection('jobs'))
  await loadAll(found, reached, target)
  await migrate(reached.connection('owner'))
  return {
    folder: found.folder,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    bytes: found.bytes,
    seconds: Math.round(performance.now() - started) / 1000,
    repositories: manifest.repositories,
  }
}

async function refuseUnknownMigrations(path: string, manifest: ExportManifest): Promise<void> {
  const known = (await migrationFiles(MIGRATIONS_FOLDER)).map((file) => file.slice(0, -3))
  const unknown = manifest.migrations.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new AppError('transfer.newer', { path, detail: `this one does not know the migration ${unknown}` })
}

/** Migrations only go forward: what was set up by a later version than the export's cannot take its tables. */
async function refuseLaterTables(reached: ReachedDatabase, manifest: ExportManifest, target: string): Promise<void> {
  const client = new pg.Client(reached.connection('owner'))
  client.on('error', () => {})
  await client.connect()
  try {
    const later = (await migrationsRun(client)).find((name) => !manifest.migrations.includes(name))
    if (later !== undefined)
      throw new AppError('transfer.not-empty', { target, detail: `it was set up with ${later}, which this export does not have` })
  } finally {
    await client.end()
  }
}
