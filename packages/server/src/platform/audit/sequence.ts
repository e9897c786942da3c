/** Puts the entries that were written into the log's one order, grows the tree over them, and signs its head. */
import { checkpointStatement } from '@mainstay/envelope'
import type { Clock } from '@mainstay/kernel'
import type pg from 'pg'
import { z } from 'zod'
import { type AnyJob, defineJob } from '../jobs/index.ts'
import { append, type Node, rootOf } from './merkle.ts'

/** The server's identity key (slice trust). */
export type LogKey = { publicKey: string; sign(statement: Uint8Array): Promise<string> }
export type SequencerDeps = { pool: pg.Pool; clock: Clock; key: LogKey }

/** Entries that one transaction puts in order. */
const BATCH = 1000

export function sequencingJob(deps: SequencerDeps): AnyJob {
  return defineJob({
    name: 'audit.sequence',
    payload: z.object({}),
    cron: '* * * * *',
    scheduledPayload: {},
    run: async () => {
      await sequence(deps)
    },
  })
}

/** Until nothing waits. Any number of instances may do it at once: the head is one row, and who holds it goes first. Returns how many. */
export async function sequence(deps: SequencerDeps): Promise<number> {
  let total = 0
  for (;;) {
    const taken = await sequenceBatch(deps)
    total += taken
    if (taken < BATCH) return total
  }
}

async function sequenceBatch({ pool, clock, key }: SequencerDeps): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const taken = await withHead(client, clock, key)
    await client.query('commit')
    return taken
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

async function withHead(client: pg.PoolClient, clock: Clock, key: LogKey): Promise<number> {
  const { rows: heads } = await client.query<{ size: string; peaks: Buffer[] }>('select size, peaks from audit_head for update')
  const head = heads[0]
  if (head === undefined) throw new Error('the audit log has no head')
  // Ids begin with their time (UUID version 7): the order is that of the entries, as far as they are here.
  const { rows: waiting } = await client.query<{ client_id: string; entry_id: string; leaf: Buffer }>(
    'select client_id, entry_id, leaf from audit_pending order by entry_id limit $1',
    [BATCH],
  )
  if (waiting.length === 0) return 0
  const clients = waiting.map((row) => row.client_id)
  const entries = waiting.map((row) => row.entry_id)
  const leaves = waiting.map((row) => row.leaf)
  const before = Number(head.size)
  const grown = append({ size: before, peaks: head.peaks }, leaves)
  await client.query(
    `insert into audit_leaf (index, client_id, entry_id, leaf)
     select $1::bigint + n - 1, c, e, l from unnest($2::uuid[], $3::uuid[], $4::bytea[]) with ordinality as w (c, e, l, n)`,
    [before, clients, entries, leaves],
  )
  await insertNodes(client, grown.nodes)
  await client.query('update audit_head set size = $1, peaks = $2', [grown.size, grown.peaks])
  await client.query(
    'delete from audit_pending p using unnest($1::uuid[], $2::uuid[]) as w (c, e) where p.client_id = w.c and p.entry_id = w.e',
    [clients, entries],
  )
  const root = rootOf(grown.peaks)
  const at = clock.now()
  const signature = await key.sign(checkpointStatement({ size: grown.size, root: root.toString('base64url'), at: at.toISOString() }))
  await client.query('insert into audit_checkpoint (size, root, at, signature) values ($1, $2, $3, $4)', [grown.size, root, at, signature])
  return waiting.length
}

async function insertNodes(client: pg.PoolClient, nodes: readonly Node[]): Promise<void> {
  await client.query('insert into audit_node (level, index, hash) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])', [
    nodes.map((node) => node.level),
    nodes.map((node) => node.index),
    nodes.map((node) => node.hash),
  ])
}
