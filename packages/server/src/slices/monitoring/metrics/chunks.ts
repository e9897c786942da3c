/** Chunks: a series of a device for one day, in one row of a monthly partition. */
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { type DecodedSeries, decodeValues, encodeBlock, encodeValues, sameTimes } from '../codec/block.ts'
import type { DeviceKey } from '../ports.ts'
import { readable } from './hour-blocks.ts'
import { summarise } from './samples.ts'

/** `day` is a UTC date, `2026-11-24`. */
export type Chunk = DecodedSeries & { day: string }

type Row = { series: number; day: string; n: number; times_of: number | null; blk: Buffer }

/** Of the series given, or of all. Damaged ones are left out, and logged. */
export async function loadChunks(
  tx: Tx,
  log: Log,
  device: DeviceKey,
  days: readonly string[],
  series: readonly number[] | null,
): Promise<Chunk[]> {
  if (days.length === 0) return []
  const rows = await loadRows(tx, device, days, series)
  const own = new Map<string, DecodedSeries>()
  const missing = new Set(
    rows.flatMap((row) => (row.times_of === null ? [] : [row.times_of])).filter((one) => series !== null && !series.includes(one)),
  )
  const more = missing.size === 0 ? [] : await loadRows(tx, device, days, [...missing])
  for (const row of [...rows, ...more]) {
    if (row.times_of !== null) continue
    const [one] = readable(row.blk, log, { deviceId: device.deviceId, day: row.day, series: row.series })
    if (one !== undefined) own.set(`${row.day} ${row.series}`, one)
  }
  return rows.flatMap((row) => {
    const times = own.get(`${row.day} ${row.times_of ?? row.series}`)
    if (times === undefined) return []
    if (row.times_of === null) return [{ ...times, day: row.day }]
    const values = decodeValues(row.blk, times.times.length)
    if (values.ok) return [{ series: row.series, day: row.day, times: times.times, values: values.value }]
    log.error(
      { deviceId: device.deviceId, day: row.day, series: row.series, reason: values.error },
      'a chunk of measurements is damaged and counts as empty',
    )
    return []
  })
}

async function loadRows(
  tx: Tx,
  { clientId, deviceId }: DeviceKey,
  days: readonly string[],
  series: readonly number[] | null,
): Promise<Row[]> {
  const { rows } = await sql<Row>`select series, to_char(day, 'YYYY-MM-DD') as day, n, times_of, blk from monitoring_chunk
    where client_id = ${clientId} and device_id = ${deviceId} and day = any (${days}::date[])
      ${series === null ? sql`` : sql`and series = any (${series}::integer[])`} order by day, series`.execute(tx)
  return rows
}

/** All series of a device for one day, replacing what was there. */
export async function saveChunks(tx: Tx, { clientId, deviceId }: DeviceKey, day: string, all: readonly DecodedSeries[]): Promise<void> {
  const withTimes: DecodedSeries[] = []
  for (const one of all) {
    const holder = withTimes.find((other) => sameTimes(other.times, one.times))
    if (holder === undefined) withTimes.push(one)
    const blk = holder === undefined ? encodeBlock([one]) : encodeValues(one.values)
    const { n, min, max, sum } = summarise(one.values)
    await sql`insert into monitoring_chunk (client_id, device_id, series, day, n, min, max, sum, times_of, blk)
      values (${clientId}, ${deviceId}, ${one.series}, ${day}, ${n}, ${min}, ${max}, ${sum}, ${holder?.series ?? null}, ${blk})
      on conflict (client_id, device_id, series, day) do update set n = excluded.n, min = excluded.min, max = excluded.max,
        sum = excluded.sum, times_of = excluded.times_of, blk = excluded.blk`.execute(tx)
  }
}
