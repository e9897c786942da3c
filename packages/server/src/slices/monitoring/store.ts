/** Writes and reads batches: deflated JSON, one row a batch. */
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { MetricsBatch, SeriesBatch } from '@mainstay/contract/agent'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** False when this batch was kept before. */
export async function insertBatch(
  tx: Tx,
  clientId: Id,
  deviceId: Id,
  batch: MetricsBatch,
  series: readonly SeriesBatch[],
  at: Date,
): Promise<boolean> {
  const points = series.reduce((sum, one) => sum + one.points.length, 0)
  const blk = await deflate(JSON.stringify(series))
  const { numAffectedRows } =
    await sql`insert into monitoring_head values (${clientId}, ${deviceId}, ${batch.bootId}, ${batch.seq}, ${at}, ${points}, ${blk}) on conflict do nothing`.execute(
      tx,
    )
  return numAffectedRows === 1n
}

export async function loadBatches(tx: Tx, deviceId: Id, since: Date): Promise<SeriesBatch[][]> {
  const { rows } = await sql<{
    blk: Buffer
  }>`select blk from monitoring_head where device_id = ${deviceId} and received_at >= ${since} order by received_at`.execute(tx)
  return Promise.all(rows.map(async (row) => JSON.parse((await inflate(row.blk)).toString()) as SeriesBatch[]))
}

export async function deleteBefore(tx: Tx, at: Date): Promise<void> {
  await sql`delete from monitoring_head where received_at < ${at}`.execute(tx)
}

/** Days (UTC) of `[from, to)` on which each device was heard, and points received. */
export async function heard(tx: Tx, clientId: Id, from: Date, to: Date): Promise<{ deviceId: Id; days: number; points: number }[]> {
  type Row = { device_id: string; days: string; points: string }
  const { rows } =
    await sql<Row>`select device_id, count(distinct date_trunc('day', received_at, 'UTC')) as days, sum(points) as points from monitoring_head
    where client_id = ${clientId} and received_at >= ${from} and received_at < ${to} group by device_id`.execute(tx)
  return rows.map((r) => ({ deviceId: r.device_id, days: Number(r.days), points: Number(r.points) }))
}
