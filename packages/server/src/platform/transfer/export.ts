/** Writes everything, or everything of one client, into a folder: a CSV file for each table, a manifest, check sums; at one moment, while the server works. */
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { EXPORT_FORMAT, type ExportManifest, type ExportedTable, type TransferSummary } from '@mainstay/contract/transfer'
import { AppError } from '@mainstay/kernel'
import { to as copyTo } from 'pg-copy-streams'
import { migrationsRun, type ReachedDatabase } from '../database/index.ts'
import { syncFolder } from '../files/durable.ts'
import type { MasterKey } from '../secrets/master-key.ts'
import { rangePartitions, sequences, type StoredTable, storedTables } from './catalogue.ts'
import { keyMark } from './key-mark.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'
import { SUMS_FILE, sumsText } from './sums.ts'

export type ExportOptions = {
  reached: ReachedDatabase
  masterKey: MasterKey
  folder: string
  /** Null: everything. */
  clientId: string | null
  /** The folder of the backup repositories, which are named and not copied. */
  repositoriesFolder: string
  now: Date
}

/** Into a folder beside, then one rename: an export that was interrupted is not there, and is made anew by the next one. */
export async function exportTo(o: ExportOptions): Promise<TransferSummary> {
  const started = performance.now()
  if (existsSync(o.folder)) throw new AppError('transfer.exists', { path: o.folder })
  const work = `${o.folder}.unfinished`
  await rm(work, { recursive: true, force: true })
  await mkdir(join(work, 'tables'), { recursive: true, mode: 0o700 })
  const snapshot = await openSnapshot(o.reached.connection, o.clientId)
  try {
    const manifest = await writeAll(snapshot, work, o)
    await syncFolder(work)
    await rename(work, o.folder)
    await syncFolder(dirname(o.folder))
    return {
      folder: o.folder,
      tables: manifest.tables.length,
      rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
      bytes: await sizeOf(o.folder),
      seconds: Math.round(performance.now() - started) / 1000,
      repositories: manifest.repositories,
    }
  } finally {
    await snapshot.end()
  }
}

async function writeAll(snapshot: Snapshot, work: string, o: ExportOptions): Promise<ExportManifest> {
  const owner = snapshot.as('owner')
  if (o.clientId !== null) {
    const { rowCount } = await snapshot.as('app').query('select 1 from mainstay_client_ids() id where id = $1', [o.clientId])
    if (rowCount === 0) throw new AppError('transfer.unknown-client', { client: o.clientId })
  }
  const sums = new Map<string, string>()
  const tables: ExportedTable[] = []
  for (const table of await storedTables(owner)) {
    if (o.clientId !== null && !table.tenant) continue
    const { sum, ...written } = await writeTable(snapshot, work, table)
    sums.set(written.file, sum)
    tables.push(written)
  }
  const manifest: ExportManifest = {
    product: 'mainstay',
    format: EXPORT_FORMAT,
    madeAt: o.now.toISOString(),
    clientId: o.clientId,
    migrations: await migrationsRun(owner),
    masterKey: keyMark(o.masterKey),
    tables,
    partitions: o.clientId === null ? await rangePartitions(owner) : [],
    sequences: o.clientId === null ? await sequences(owner) : [],
    repositories: o.clientId === null ? await namesIn(o.repositoriesFolder) : [],
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  sums.set('manifest.json', createHash('sha256').update(text).digest('hex'))
  await writeDurably(join(work, 'manifest.json'), text)
  await writeDurably(join(work, SUMS_FILE), sumsText(sums))
  return manifest
}

async function writeTable(snapshot: Snapshot, work: string, table: StoredTable): Promise<ExportedTable & { sum: string }> {
  const { schema, name, columns } = table
  const client = snapshot.as(table.reader)
  const list = columns.map((column) => client.escapeIdentifier(column)).join(', ')
  const source = client.query(
    copyTo(
      `copy (select ${list} from ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)} where ${table.travels}) to stdout (format csv, header)`,
    ),
  )
  const file = `tables/${schema}.${name}.csv.gz`
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  // `flush`: on the disk before the stream says it has finished.
  await pipeline(source, createGzip(), hashing, createWriteStream(join(work, file), { mode: 0o600, flush: true }))
  return { schema, name, columns, rows: source.rowCount, file, sum: hash.digest('hex') }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function namesIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)))
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0)
}
