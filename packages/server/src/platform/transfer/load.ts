/** The one transaction of an import: partitions, rows, sequences. */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { ExportedTable, ExportManifest } from '@mainstay/contract/transfer'
import { AppError } from '@mainstay/kernel'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type ReachedDatabase, ROLES } from '../database/index.ts'
import { rangePartitions, storedTables, type StoredTable } from './catalogue.ts'
import { TEXT_FORMS } from './snapshot.ts'

/** A folder whose every byte was checked. */
export type ExportInHand = { folder: string; manifest: ExportManifest; bytes: number }

export async function loadAll(found: ExportInHand, { admin }: ReachedDatabase, target: string): Promise<void> {
  const client = new pg.Client({ ...admin.config, database: admin.database })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ superuser: boolean }>('select rolsuper as superuser from pg_roles where rolname = current_user')
    // Rows are written by the roles that own the tables; a superuser is every role already.
    if (rows[0]?.superuser !== true) await client.query(`grant ${ROLES.owner}, ${ROLES.jobs} to current_user`)
    await client.query(`begin; ${TEXT_FORMS}`)
    await fill(client, found, target)
    await client.query('commit')
    await client.query('analyze')
  } finally {
    // Without the commit, the end of the session takes everything back.
    await client.end().catch(() => {})
  }
}

async function fill(client: pg.Client, found: ExportInHand, target: string): Promise<void> {
  const { manifest, folder } = found
  await client.query(`set local role ${ROLES.owner}`)
  const tables = await storedTables(client)
  const pairs = matched(tables, manifest.tables, folder)
  // Forced row-level security binds the owner of a table, too; until the commit nobody else can reach these tables.
  const forced = tables.filter((table) => table.tenant)
  for (const table of forced) await client.query(`alter table ${nameOf(client, table)} no force row level security`)
  await addPartitions(client, found)
  for (const { table, exported } of pairs) {
    await client.query(`set local role ${table.schema === 'pgboss' ? ROLES.jobs : ROLES.owner}`)
    await refuseRows(client, table, target)
    if (table.fresh !== 'false') await client.query(`delete from ${nameOf(client, table)} where ${table.fresh}`)
    await load(client, table, exported, join(folder, exported.file))
  }
  await client.query(`set local role ${ROLES.owner}`)
  for (const { name, value, called } of manifest.sequences)
    await client.query('select setval(to_regclass($1), $2, $3)', [client.escapeIdentifier(name), value, called])
  for (const table of forced) await client.query(`alter table ${nameOf(client, table)} force row level security`)
}

type Pair = { table: StoredTable; exported: ExportedTable }

/** In the order of the references. Same migrations, same tables: a difference means that the manifest was not written by an export. */
function matched(tables: readonly StoredTable[], exported: readonly ExportedTable[], folder: string): Pair[] {
  const key = ({ schema, name }: { schema: string; name: string }): string => `${schema}.${name}`
  const byName = new Map(exported.map((one) => [key(one), one]))
  const wrong = (detail: string): AppError => new AppError('transfer.damaged', { path: join(folder, 'manifest.json'), detail })
  const pairs = tables.map((table) => {
    const found = byName.get(key(table))
    byName.delete(key(table))
    if (found === undefined) throw wrong(`the table ${key(table)} is missing`)
    const missing = found.columns.find((column) => !table.columns.includes(column))
    if (missing !== undefined) throw wrong(`the table ${key(table)} has no column ${missing}`)
    return { table, exported: found }
  })
  const [left] = byName.keys()
  if (left !== undefined) throw wrong(`there is no table ${left}`)
  return pairs
}

async function addPartitions(client: pg.Client, { manifest }: ExportInHand): Promise<void> {
  const there = new Set((await rangePartitions(client)).map((one) => one.name))
  for (const { parent, name, from, to } of manifest.partitions.filter((one) => !there.has(one.name))) {
    const partition = client.escapeIdentifier(name)
    await client.query(`create table ${partition} partition of ${client.escapeIdentifier(parent)} for values from ('${from}') to ('${to}')`)
    const { rows } = await client.query<{ tenant: boolean }>(
      'select relforcerowsecurity or relrowsecurity as tenant from pg_class where oid = to_regclass($1)',
      [client.escapeIdentifier(parent)],
    )
    if (rows[0]?.tenant === true) await client.query('select mainstay_tenant_table(to_regclass($1))', [partition])
  }
}

async function refuseRows(client: pg.Client, table: StoredTable, target: string): Promise<void> {
  const { rows } = await client.query<{ any: boolean }>(
    `select exists (select 1 from ${nameOf(client, table)} where not (${table.fresh})) as any`,
  )
  if (rows[0]?.any === true) throw new AppError('transfer.not-empty', { target, detail: `${table.schema}.${table.name} has rows` })
}

async function load(client: pg.Client, table: StoredTable, exported: ExportedTable, path: string): Promise<void> {
  const columns = exported.columns.map((column) => client.escapeIdentifier(column)).join(', ')
  const sink = client.query(copyFrom(`copy ${nameOf(client, table)} (${columns}) from stdin (format csv, header match)`))
  await pipeline(createReadStream(path), createGunzip(), sink)
  if (sink.rowCount !== exported.rows)
    throw new AppError('transfer.damaged', { path, detail: `it holds ${sink.rowCount} rows, and the manifest says ${exported.rows}` })
}

function nameOf(client: pg.Client, { schema, name }: { schema: string; name: string }): string {
  return `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`
}
