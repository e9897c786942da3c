/** Reads the log in its order: leaves, nodes, checkpoints. As the role `jobs`; entries are read as `app`, within a scope. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Tx } from '../database/index.ts'
import type { LeafFields } from './leaf.ts'
import type { NodeReader } from './merkle.ts'

export type LeafRow = { index: number; clientId: Id; entryId: Id; leaf: Buffer }
export type CheckpointRow = { size: number; root: Buffer; at: Date; signature: string }

export async function logSize(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ size: string }>('select size from audit_head')
  return Number(rows[0]?.size ?? 0)
}

export async function leavesFrom(pool: pg.Pool, from: number, limit: number): Promise<LeafRow[]> {
  const { rows } = await pool.query('select index, client_id, entry_id, leaf from audit_leaf where index >= $1 order by index limit $2', [
    from,
    limit,
  ])
  return rows.map(leafOf)
}

export async function leafOfEntry(pool: pg.Pool, clientId: Id, entryId: Id): Promise<LeafRow | null> {
  const { rows } = await pool.query('select index, client_id, entry_id, leaf from audit_leaf where client_id = $1 and entry_id = $2', [
    clientId,
    entryId,
  ])
  return rows[0] === undefined ? null : leafOf(rows[0])
}

export async function checkpointsFrom(pool: pg.Pool, from: number, limit: number): Promise<CheckpointRow[]> {
  const { rows } = await pool.query('select * from audit_checkpoint where size >= $1 order by size limit $2', [from, limit])
  return rows.map(checkpointOf)
}

export async function newestCheckpoint(pool: pg.Pool): Promise<CheckpointRow | null> {
  const { rows } = await pool.query('select * from audit_checkpoint order by size desc limit 1')
  return rows[0] === undefined ? null : checkpointOf(rows[0])
}

/** What `make` reads of the tree is found out by a first turn with blanks (no choice depends on a hash), then read at once. */
export async function withNodes<T>(pool: pg.Pool, make: (read: NodeReader) => T): Promise<T> {
  const wanted: { level: number; index: number }[] = []
  const blank = Buffer.alloc(32)
  make((level, index) => {
    wanted.push({ level, index })
    return blank
  })
  const { rows } = await pool.query<{ level: number; index: string; hash: Buffer }>(
    `select w.level, w.index, coalesce(n.hash, l.leaf) as hash
     from unnest($1::smallint[], $2::bigint[]) as w (level, index)
     left join audit_node n on n.level = w.level and n.index = w.index
     left join audit_leaf l on w.level = 0 and l.index = w.index`,
    [wanted.map((node) => node.level), wanted.map((node) => node.index)],
  )
  const known = new Map(rows.map((row) => [`${row.level}/${row.index}`, row.hash]))
  return make((level, index) => known.get(`${level}/${index}`) ?? blank)
}

/** Those of the scope; by id. */
export async function entriesById(tx: Tx, ids: readonly Id[]): Promise<Map<Id, LeafFields>> {
  const { rows } = await sql<Record<string, string> & { data: unknown }>`
    select client_id, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as at, actor_kind, actor_id, actor_name, action, subject, data
    from audit_entry where id = any(${ids}::uuid[])`.execute(tx)
  return new Map(
    rows.map((row) => [
      row['id'] ?? '',
      {
        clientId: row['client_id'] ?? '',
        id: row['id'] ?? '',
        // Entries are written in whole milliseconds; what was added below would not fit the leaf, and has to be seen.
        at: `${(row['at'] ?? '').replace(/000$/, '')}Z`,
        actorKind: row['actor_kind'] ?? '',
        actorId: row['actor_id'] ?? '',
        actorName: row['actor_name'] ?? '',
        action: row['action'] ?? '',
        subject: row['subject'] ?? '',
        data: row.data,
      },
    ]),
  )
}

function leafOf(row: { index: string; client_id: string; entry_id: string; leaf: Buffer }): LeafRow {
  return { index: Number(row.index), clientId: row.client_id, entryId: row.entry_id, leaf: row.leaf }
}

function checkpointOf(row: { size: string; root: Buffer; at: Date; signature: string }): CheckpointRow {
  return { size: Number(row.size), root: row.root, at: row.at, signature: row.signature }
}
