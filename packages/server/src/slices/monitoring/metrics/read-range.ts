/** Reads a span of time of some series of one device, whatever tiers hold it. */
import { sql } from 'kysely'
import type pg from 'pg'
import { type Database, oneClient, type Tx } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import type { Bucket, RangeAnswer, RangeQuery } from '../ports.ts'
import { loadChunks } from './chunks.ts'
import { DAY_MS } from './compact-days.ts'
import { eachPoint, recordsIn } from './head-record.ts'
import { HOUR_MS } from './head-writer.ts'
import { readable } from './hour-blocks.ts'
import type { RecentIndex } from './recent-index.ts'
import { bucketsOf, type Gathered, gather, gatheredOf, inOrder, mergeBuckets, spacingOf } from './samples.ts'

type Deps = { database: Database; recent: RecentIndex; log: Log }

/**
 * The order matters: samples move from head to hour block to chunk, so read in this order they may be met twice, which does no harm, and are never missed.
 */
export async function readRange({ database, recent, log }: Deps, query: RangeQuery): Promise<RangeAnswer> {
  const samples = new Map<number, Gathered>()
  await fromHead(database.pool('ingest'), recent, query, samples)
  const rolled = await database.transaction(oneClient(query.clientId), async (tx) => {
    await fromHourBlocks(tx, log, query, samples)
    return fromDays(tx, log, query, samples)
  })
  const buckets = new Map<number, Bucket[]>()
  let spacingMs: number | null = null
  for (const [series, all] of samples) {
    const ordered = inOrder(all)
    spacingMs = Math.max(spacingMs ?? 0, spacingOf(ordered.times) ?? 0) || spacingMs
    buckets.set(series, bucketsOf(ordered, query.from, query.to, query.stepMs))
  }
  for (const [series, hours] of rolled) {
    spacingMs = Math.max(spacingMs ?? 0, HOUR_MS)
    buckets.set(series, mergeBuckets([...hours, ...(buckets.get(series) ?? [])], query.stepMs))
  }
  return { buckets, spacingMs }
}

async function fromHead(
  pool: pg.Pool,
  recent: RecentIndex,
  { deviceId, series, from, to }: RangeQuery,
  samples: Map<number, Gathered>,
): Promise<void> {
  const places = recent.positions(deviceId)
  if (places.length === 0) return
  const wanted = new Set(series)
  // The blobs are stored outside their rows and uncompressed, so that a part of one is read without the rest.
  const { rows } = await pool.query<{ record: Buffer }>({
    name: 'monitoring-head-records',
    text: `select substring(h.blob from p.start + 1 for p.length) as record
      from unnest($1::bigint[], $2::integer[], $3::integer[]) as p (seq, start, length) join monitoring_head h on h.seq = p.seq`,
    values: [places.map((p) => p.seq), places.map((p) => p.offset), places.map((p) => p.length)],
  })
  for (const { record } of rows) {
    const [head] = recordsIn(record)
    if (head === undefined) continue
    eachPoint(record, head, (number, time, value) => {
      if (time < from || time >= to || !wanted.has(number)) return
      const all = gatheredOf(samples, number)
      all.times.push(time)
      all.values.push(value)
    })
  }
}

async function fromHourBlocks(
  tx: Tx,
  log: Log,
  { clientId, deviceId, series, from, to }: RangeQuery,
  samples: Map<number, Gathered>,
): Promise<void> {
  const wanted = new Set(series)
  const { rows } = await sql<{
    blk: Buffer
    t0: Date
  }>`select t0, blk from monitoring_hour_block where client_id = ${clientId} and device_id = ${deviceId}
    and t0 > ${new Date(from - HOUR_MS)} and t0 < ${new Date(to)} order by t0`.execute(tx)
  for (const { blk, t0 } of rows) {
    for (const one of readable(blk, log, { deviceId, t0 })) if (wanted.has(one.series)) gatherWithin(samples, one, from, to)
  }
}

type Row = { series: number; day: string; hour_n: number[]; hour_min: number[]; hour_max: number[]; hour_sum: number[] }

/** Hours from roll-ups where an interval is whole hours or the raw samples are gone; else the chunks. */
async function fromDays(tx: Tx, log: Log, query: RangeQuery, samples: Map<number, Gathered>): Promise<Map<number, Bucket[]>> {
  const { clientId, deviceId, series, from, to, stepMs } = query
  const { rows } =
    await sql<Row>`select series, to_char(day, 'YYYY-MM-DD') as day, hour_n, hour_min, hour_max, hour_sum from monitoring_rollup
    where client_id = ${clientId} and device_id = ${deviceId} and series = any (${series}::integer[])
      and day >= ${dayOf(from)} and day <= ${dayOf(to)} order by day`.execute(tx)
  // A day of which samples lie in other tiers too is taken from its samples: one may be in both.
  const unsettled = daysIn(samples)
  const days = [...new Set(rows.map((row) => row.day))].filter((day) => stepMs % HOUR_MS !== 0 || unsettled.has(day))
  const raw = new Set<string>()
  for (const chunk of await loadChunks(tx, log, query, days, series)) {
    raw.add(`${chunk.day} ${chunk.series}`)
    gatherWithin(samples, chunk, from, to)
  }
  const rolled = new Map<number, Bucket[]>()
  for (const row of rows)
    if (!raw.has(`${row.day} ${row.series}`)) rolled.set(row.series, [...(rolled.get(row.series) ?? []), ...hoursOf(row, from, to)])
  return rolled
}

function hoursOf(row: Row, from: number, to: number): Bucket[] {
  const start = Date.parse(`${row.day}T00:00:00Z`)
  return row.hour_n.flatMap((n, hour) => {
    const at = start + hour * HOUR_MS
    return n > 0 && at >= from && at < to
      ? [{ at, n, min: row.hour_min[hour] ?? 0, max: row.hour_max[hour] ?? 0, sum: row.hour_sum[hour] ?? 0 }]
      : []
  })
}

function daysIn(samples: Map<number, Gathered>): Set<string> {
  const days = new Set<number>()
  for (const { times } of samples.values()) for (const time of times) days.add(Math.floor(time / DAY_MS))
  return new Set([...days].map((day) => dayOf(day * DAY_MS)))
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function gatherWithin(
  samples: Map<number, Gathered>,
  one: { series: number; times: Float64Array; values: Float64Array },
  from: number,
  to: number,
): void {
  const start = firstAtOrAfter(one.times, from)
  const end = firstAtOrAfter(one.times, to)
  gather(samples, one.series, { times: one.times.subarray(start, end), values: one.values.subarray(start, end) })
}

function firstAtOrAfter(times: Float64Array, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low
}
