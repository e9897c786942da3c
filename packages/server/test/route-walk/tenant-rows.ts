/** Gives a client one row in every tenant table, made from the catalogue alone, marked so that any byte of it can be recognised. */
import { createHash } from 'node:crypto'
import type { Id } from '@mainstay/kernel'
import type { TestDatabase } from '../database.ts'

/** Where the catalogue does not tell what a column takes: `table.column` → its value, which may hold the marker; null is the database's. */
export type Overrides = Record<string, (clientId: Id, marker: string) => string | null>

export type TenantRows = {
  clientId: Id
  marker: string
  /** `device` → the id that stands in `devices_device.id` and in every `device_id`. */
  ids: ReadonlyMap<string, Id>
  /** Tables that took no row, with the database's reason. */
  left: string[]
}

type Column = { table_name: string; column_name: string; udt: string; nullable: boolean; checks: string }

/** `without`: tables in which a row made up from the catalogue would stop the application on its way to other rows. */
export async function seedTenantRows(
  db: Pick<TestDatabase, 'superuser'>,
  clientId: Id,
  { overrides = {}, without = [] }: { overrides?: Overrides; without?: readonly string[] },
): Promise<TenantRows> {
  const marker = `MARK-${createHash('sha256').update(clientId).digest('hex').slice(0, 13)}`
  const quoted = (text: string | null): string => (text === null ? 'null' : `'${text.replaceAll("'", "''")}'`)
  const ids = new Map<string, Id>([['client', clientId]])
  const left: string[] = []
  for (const [table, columns] of await tenantTables(db)) {
    if (without.includes(table)) continue
    const values = columns.map((column) => {
      const override = overrides[`${table}.${column.column_name}`]
      return override === undefined ? literal(column, clientId, marker, ids) : quoted(override(clientId, marker))
    })
    const names = columns.map((column) => `"${column.column_name}"`).join(', ')
    try {
      // As a replica no foreign key is checked: rows come in any order.
      await db.superuser(
        `begin; set local session_replication_role = replica; insert into ${table} (${names}) values (${values.join(', ')}); commit`,
      )
    } catch (error) {
      await db.superuser('rollback')
      left.push(`${table}: ${(error as Error).message}`)
    }
  }
  return { clientId, marker, ids, left }
}

/** Tables with forced row-level security, but for those that hold the provider's rows alone. */
async function tenantTables(db: Pick<TestDatabase, 'superuser'>): Promise<Map<string, Column[]>> {
  const rows = (await db.superuser(`
    select c.relname as table_name, a.attname as column_name, t.typname as udt, not a.attnotnull as nullable,
      coalesce((select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k
        where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)), '') as checks
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    join pg_type t on t.oid = a.atttypid
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relforcerowsecurity
    order by c.relname, a.attnum`)) as Column[]
  const tables = Map.groupBy(rows, (row) => row.table_name)
  for (const [name, columns] of tables) {
    if (columns.some((column) => column.column_name === 'client_id' && column.checks.includes('00000000-0000-0000-0000-000000000000')))
      tables.delete(name)
  }
  return tables
}

function literal(column: Column, clientId: Id, marker: string, ids: Map<string, Id>): string {
  const { column_name: name, udt } = column
  if (name === 'client_id') return `'${clientId}'`
  if (udt === 'uuid') return `'${idFor(noun(column), clientId, ids)}'`
  const allowed = /ANY \(\(?ARRAY\['([^']*)'/.exec(column.checks)?.[1]
  if (allowed !== undefined) return `'${allowed}'`
  if (udt === 'timestamptz') return column.nullable ? 'null' : 'now()'
  if (udt === '_uuid') return `array['${idFor(noun(column).replace(/s$/, ''), clientId, ids)}']::uuid[]`
  if (udt.startsWith('json') && column.nullable) return 'null'
  const byType: Record<string, string> = {
    text: `'${marker} ${name}'`,
    varchar: `'${marker} ${name}'`,
    bytea: `convert_to('${marker} ${name}', 'UTF8')`,
    json: `'{"marker": "${marker}"}'`,
    jsonb: `'{"marker": "${marker}"}'`,
    _text: `array['${marker}']`,
    _int4: 'array[1]',
    _float8: 'array[1]',
    bool: 'false',
    date: 'current_date',
    interval: `'1 hour'`,
  }
  // Numbers: one is allowed where a number must be positive.
  return byType[udt] ?? '1'
}

/** `devices_device.id` and `x.device_id` are the same noun; a column of another name stands for itself. */
function noun({ table_name, column_name }: Column): string {
  if (column_name === 'id') return table_name.replace(/^[a-z]+_/, '').replaceAll('_', '-')
  return column_name.replace(/_id$/, '').replaceAll('_', '-')
}

function idFor(name: string, clientId: Id, ids: Map<string, Id>): Id {
  const hex = createHash('sha256').update(`${clientId} ${name}`).digest('hex')
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  ids.set(name, id)
  return id
}

/** What stands in the database of a client: one digest for each table that has any of it. */
export async function fingerprint(db: TestDatabase, clientId: Id): Promise<Record<string, string>> {
  const digests: Record<string, string> = {}
  for (const table of await tablesWithClient(db)) {
    const [row] = await db.superuser(
      `select count(*)::int as n, md5(string_agg(t::text, '|' order by t::text)) as digest from ${table} t where client_id = $1`,
      [clientId],
    )
    if (row?.['n'] !== 0) digests[table] = `${String(row?.['n'])} ${String(row?.['digest'])}`
  }
  return digests
}

/** Rows of `owner` in which a mark or an id of another client stands. */
export async function smuggled(db: TestDatabase, owner: Id, foreign: TenantRows): Promise<string[]> {
  const needles = [foreign.marker, ...foreign.ids.values()].map((needle) => `%${needle}%`)
  const found: string[] = []
  for (const table of await tablesWithClient(db)) {
    const rows = await db.superuser(`select t::text as row from ${table} t where client_id = $1 and t::text like any ($2)`, [
      owner,
      needles,
    ])
    found.push(...rows.map((row) => `${table}: ${String(row['row']).slice(0, 300)}`))
  }
  return found
}

async function tablesWithClient(db: TestDatabase): Promise<string[]> {
  const rows = await db.superuser(`
    select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'client_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema') order by 1`)
  return rows.map((row) => String(row['name']))
}
