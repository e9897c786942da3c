/** Hour blocks: all series of a device for one hour, in one row of the client's table. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import { type Database, oneClient, type Tx } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { type DecodedSeries, decodeBlock, encodeBlock } from '../codec/block.ts'
import { HOUR_MS } from './head-writer.ts'
import { type Gathered, gather, inOrder } from './samples.ts'

/** Samples by hour (its start in Unix milliseconds), then by series. */
export type DeviceSamples = { clientId: Id; deviceId: Id; hours: Map<number, Map<number, Gathered>> }

/** Some 100 ms of work: other transactions of the client wait no longer. */
const DEVICES_A_TRANSACTION = 20

/** Merges samples into the blocks of their hours. How many blocks were written. */
export async function saveHours({ database, log }: { database: Database; log: Log }, devices: readonly DeviceSamples[]): Promise<number> {
  let blocks = 0
  for (const [clientId, ofClient] of Map.groupBy(devices, (device) => device.clientId)) {
    for (let i = 0; i < ofClient.length; i += DEVICES_A_TRANSACTION) {
      await database.transaction(oneClient(clientId), async (tx) => {
        await lockCompaction(tx, clientId)
        for (const device of ofClient.slice(i, i + DEVICES_A_TRANSACTION)) blocks += await saveDevice(tx, log, device)
      })
    }
  }
  return blocks
}

/** A block is read, merged and written back: no other may do so for this client until the transaction ends. */
export async function lockCompaction(tx: Tx, clientId: Id): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`monitoring ${clientId}`}, 0))`.execute(tx)
}

async function saveDevice(tx: Tx, log: Log, { clientId, deviceId, hours }: DeviceSamples): Promise<number> {
  const known = await loadBlocks(tx, log, { clientId, deviceId }, [...hours.keys()])
  for (const [t0, series] of hours) {
    const merged = new Map<number, Gathered>()
    const before = known.get(t0)
    if (before !== undefined) for (const one of before) gather(merged, one.series, one)
    for (const [number, samples] of series) gather(merged, number, samples)
    const all = [...merged].map(([number, samples]) => ({ series: number, ...inOrder(samples) }))
    const n = all.reduce((sum, one) => sum + one.times.length, 0)
    await sql`insert into monitoring_hour_block (client_id, device_id, t0, n, blk)
      values (${clientId}, ${deviceId}, ${new Date(t0)}, ${n}, ${encodeBlock(all)})
      on conflict (client_id, device_id, t0) do update set n = excluded.n, blk = excluded.blk`.execute(tx)
    // A device-hour is some 10 ms of work: requests get their turn in between.
    await new Promise(setImmediate)
  }
  await touchSeries(tx, { clientId, deviceId }, hours)
  return hours.size
}

export async function loadBlocks(
  tx: Tx,
  log: Log,
  { clientId, deviceId }: { clientId: Id; deviceId: Id },
  t0s: readonly number[],
): Promise<Map<number, DecodedSeries[]>> {
  const { rows } = await sql<{ t0: Date; blk: Buffer }>`select t0, blk from monitoring_hour_block
    where client_id = ${clientId} and device_id = ${deviceId} and t0 = any (${t0s.map((t0) => new Date(t0))}::timestamptz[])`.execute(tx)
  return new Map(rows.map(({ t0, blk }) => [t0.getTime(), readable(blk, log, { deviceId, t0 })]))
}

/** Damage on the disk costs what is damaged; it must not stop what comes after. */
export function readable(blk: Buffer, log: Log, where: Record<string, unknown>): DecodedSeries[] {
  const block = decodeBlock(blk)
  if (block.ok) return block.value
  log.error({ ...where, reason: block.error }, 'a block of measurements is damaged and counts as empty')
  return []
}

/** The catalogue knows to the day when a series last had samples. */
async function touchSeries(tx: Tx, { clientId, deviceId }: { clientId: Id; deviceId: Id }, hours: DeviceSamples['hours']): Promise<void> {
  const newest = Math.max(...hours.keys())
  const numbers = [...(hours.get(newest)?.keys() ?? [])]
  const at = new Date(newest + HOUR_MS)
  await sql`update monitoring_series set last_seen = ${at} where client_id = ${clientId} and device_id = ${deviceId}
    and number = any (${numbers}::integer[]) and last_seen < ${new Date(newest - 23 * HOUR_MS)}`.execute(tx)
}
