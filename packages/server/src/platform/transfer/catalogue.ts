/** What of a database an export holds, read from its catalogue: tables with who may read them, range partitions, sequences. */
import type { ExportedPartition, ExportedSequence } from '@mainstay/contract/transfer'
import type pg from 'pg'
import type { RoleName } from '../database/index.ts'

export type StoredTable = {
  schema: string
  name: string
  columns: string[]
  /** Rows of clients, which a scope shows. */
  tenant: boolean
  reader: RoleName
  /** The condition of the rows that an export holds, as the migration of the table's slice wrote it into its comment. */
  travels: string
  /** The condition of rows that a new installation has, in the same place; they do not count as rows. */
  fresh: string
}

/** Of the job queue only what is still owed: its statistics, instances and warnings belong to one installation. */
const QUEUE_TABLES = ['queue', 'schedule', 'subscription', 'job', 'job_dependency']

/** In an order in which no row comes before one that it refers to. Throws when a table has no reader. */
export async function storedTables(client: pg.ClientBase): Promise<StoredTable[]> {
  const { rows } = await client.query<Omit<StoredTable, 'reader'> & { reader: RoleName | null; oid: string }>(TABLES, [QUEUE_TABLES])
  const unread = rows.find((row) => row.reader === null)
  if (unread) throw new Error(`no role can read ${unread.schema}.${unread.name}`)
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `select conrelid::text as "from", confrelid::text as "to" from pg_constraint where contype = 'f' and conrelid <> confrelid`,
  )
  return ordered(rows, references).map(({ schema, name, columns, tenant, reader, travels, fresh }) => ({
    schema,
    name,
    columns,
    tenant,
    reader: reader ?? 'owner',
    travels,
    fresh,
  }))
}

/** A partitioned table stands for its partitions; the owner of a table with forced row-level security sees nothing of it. */
const TABLES = `
  select c.oid::text as oid, n.nspname as schema, c.relname as name, c.relforcerowsecurity as tenant,
    (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
    (select r.key from (values (1, 'app', 'mainstay_app'), (2, 'ingest', 'mainstay_ingest'), (3, 'auth', 'mainstay_auth'), (4, 'jobs', 'mainstay_jobs'), (5, 'owner', 'mainstay_owner')) r(n, key, role)
      where has_schema_privilege(r.role, n.oid, 'usage') and has_table_privilege(r.role, c.oid, 'select') and not (r.key = 'owner' and c.relforcerowsecurity)
      order by r.n limit 1) as reader,
    coalesce((regexp_match(obj_description(c.oid, 'pg_class'), '^export where (.+)$'))[1], 'true') as travels,
    coalesce((regexp_match(obj_description(c.oid, 'pg_class'), '^fresh where (.+)$'))[1], 'false') as fresh
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
    and c.relname not in ('platform_migration', 'platform_migration_lock') and (n.nspname <> 'pgboss' or c.relname = any ($1))
  order by n.nspname, c.relname`

function ordered<T extends { oid: string }>(tables: readonly T[], references: readonly { from: string; to: string }[]): T[] {
  const done = new Set<string>()
  const result: T[] = []
  const known = new Set(tables.map((one) => one.oid))
  let left = [...tables]
  while (left.length > 0) {
    const ready = left.filter((one) => references.every((r) => r.from !== one.oid || !known.has(r.to) || done.has(r.to)))
    if (ready.length === 0) throw new Error('tables refer to each other in a circle')
    for (const one of ready) done.add(one.oid)
    result.push(...ready)
    left = left.filter((one) => !done.has(one.oid))
  }
  return result
}

/** Partitions by months and the like: migrations make the parents, time makes these. */
export async function rangePartitions(client: pg.ClientBase): Promise<ExportedPartition[]> {
  const { rows } = await client.query<ExportedPartition>(`
    select p.relname as parent, c.relname as name, b.bound[1] as from, b.bound[2] as to
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent,
      regexp_match(pg_get_expr(c.relpartbound, c.oid), '^FOR VALUES FROM \\(''([0-9-]{10}(?: [0-9:]{8}\\+00)?)''\\) TO \\(''([0-9-]{10}(?: [0-9:]{8}\\+00)?)''\\)$') b(bound)
    where c.relnamespace = 'public'::regnamespace and b.bound is not null order by 1, 3`)
  return rows
}

export async function sequences(client: pg.ClientBase): Promise<ExportedSequence[]> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace order by 1",
  )
  const found: ExportedSequence[] = []
  for (const { name } of rows) {
    const { rows: state } = await client.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${client.escapeIdentifier(name)}`,
    )
    if (state[0]) found.push({ name, ...state[0] })
  }
  return found
}
