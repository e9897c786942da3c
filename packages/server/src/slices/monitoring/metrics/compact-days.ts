/** Second compaction: the hour blocks of a day that is over become a chunk for each series and its roll-up by day and hour. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import { type Database, EVERY_CLIENT, oneClient, type Tx } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import type { DecodedSeries } from '../codec/block.ts'
import type { DeviceKey } from '../ports.ts'
import { loadChunks, saveChunks } from './chunks.ts'
import { HOUR_MS } from './head-writer.ts'
import { lockCompaction, readable } from './hour-blocks.ts'
import { type Gathered, gather, inOrder, summarise } from './samples.ts'

export const DAY_MS = 24 * HOUR_MS

type Deps = { database: Database; log: Log }
type DeviceDay = { clientId: Id; deviceId: Id; day: string }

/** How many device-days were written. Chunks come and their hour blocks go in one transaction. */
export async function compactDays({ database, log }: Deps, now: Date): Promise<number> {
  const today = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS)
  const due = await database.transaction(EVERY_CLIENT, async (tx) => {
    type Row = { client_id: string; device_id: string; day: string }
    const { rows } = await sql<Row>`select distinct client_id, device_id, to_char(t0 at time zone 'UTC', 'YYYY-MM-DD') as day
      from monitoring_hour_block where t0 < ${today} order by day`.execute(tx)
    return rows.map((row): DeviceDay => ({ clientId: row.client_id, deviceId: row.device_id, day: row.day }))
  })
  for (const day of new Set(due.map((one) => one.day))) await database.pool('jobs').query('select monitoring_ensure_month($1)', [day])
  for (const one of due) {
    await database.transaction(oneClient(one.clientId), async (tx) => {
      await lockCompaction(tx, one.clientId)
      await compactDay(tx, log, one)
    })
  }
  return due.length
}

async function compactDay(tx: Tx, log: Log, { clientId, deviceId, day }: DeviceDay): Promise<void> {
  const device = { clientId, deviceId }
  const from = new Date(`${day}T00:00:00.000Z`)
  const to = new Date(from.getTime() + DAY_MS)
  const series = new Map<number, Gathered>()
  // Late samples find chunks of their day already there.
  for (const one of await loadChunks(tx, log, device, [day], null)) gather(series, one.series, one)
  const { rows } = await sql<{ blk: Buffer }>`delete from monitoring_hour_block where client_id = ${clientId} and device_id = ${deviceId}
    and t0 >= ${from} and t0 < ${to} returning blk`.execute(tx)
  const blocks = rows.flatMap(({ blk }) => [readable(blk, log, { deviceId, day })])
  for (const block of blocks) for (const one of block) gather(series, one.series, one)
  const all = [...series].map(([number, samples]) => ({ series: number, ...inOrder(samples) })).sort((a, b) => a.series - b.series)
  await saveChunks(tx, device, day, all)
  for (const one of all) await saveRollup(tx, device, day, one, from.getTime())
}

async function saveRollup(tx: Tx, { clientId, deviceId }: DeviceKey, day: string, samples: DecodedSeries, from: number): Promise<void> {
  const { n, min, max, sum } = summarise(samples.values)
  const hours = hoursOf(samples, from)
  await sql`insert into monitoring_rollup (client_id, device_id, series, day, n, min, max, sum, hour_n, hour_min, hour_max, hour_sum)
    values (${clientId}, ${deviceId}, ${samples.series}, ${day}, ${n}, ${min}, ${max}, ${sum},
      ${hours.map((h) => h.n)}, ${hours.map((h) => h.min)}, ${hours.map((h) => h.max)}, ${hours.map((h) => h.sum)})
    on conflict (client_id, device_id, series, day)
    do update set n = excluded.n, min = excluded.min, max = excluded.max, sum = excluded.sum,
      hour_n = excluded.hour_n, hour_min = excluded.hour_min, hour_max = excluded.hour_max, hour_sum = excluded.hour_sum`.execute(tx)
}

/** 24 of them; an hour without samples has n = 0 and means nothing else. */
function hoursOf({ times, values }: { times: Float64Array; values: Float64Array }, from: number) {
  let at = 0
  return Array.from({ length: 24 }, (_, hour) => {
    const start = at
    while (at < times.length && (times[at] ?? 0) < from + (hour + 1) * HOUR_MS) at++
    return at > start ? summarise(values, start, at) : { n: 0, min: 0, max: 0, sum: 0 }
  })
}
