/** First compaction: rows of the head whose hour is over become hour blocks of their devices, late samples merged into their own hours. */
import type pg from 'pg'
import type { Database } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { eachPoint, recordsIn } from './head-record.ts'
import { HEAD_SLOTS, HOUR_MS } from './head-writer.ts'
import { type DeviceSamples, saveHours } from './hour-blocks.ts'
import { gatheredOf } from './samples.ts'

/** An instance whose clock is a little behind may still write into the hour that just ended. */
const GRACE_MS = 120_000
/** Rows read at a time, some 5 MB; and how many samples gather in memory before they are written out. */
const ROWS_A_TIME = 40
const MOST_SAMPLES = 6_000_000
/** Held by who compacts, in the database, so that two instances do not do the same work. It ends with its transaction, thus with a crash. */
const COMPACTION_LOCK = 724_203

type Deps = { database: Database; log: Log }

/** How many device-hours were written. Nothing leaves the head before it stands in a block, so a crash repeats work and loses none. */
export async function compactHours({ database, log }: Deps, now: Date): Promise<number> {
  const openHour = Math.floor((now.getTime() - GRACE_MS) / HOUR_MS)
  const client = await database.pool('ingest').connect()
  let broken: Error | undefined
  try {
    let blocks = 0
    for (let slot = 0; slot < HEAD_SLOTS; slot++) {
      await client.query('begin')
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [COMPACTION_LOCK])
      if (rows[0]?.mine !== true) {
        await client.query('rollback')
        log.debug('another instance compacts')
        return blocks
      }
      blocks += await compactSlot({ database, log }, client, slot, openHour)
      await client.query('commit')
    }
    return blocks
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    // Ended with its connection, a transaction that failed takes its lock along.
    client.release(broken)
  }
}

async function compactSlot(deps: Deps, client: pg.PoolClient, slot: number, openHour: number): Promise<number> {
  const consumed: string[] = []
  const batches = new Set<string>()
  let devices = new Map<string, DeviceSamples>()
  let samples = 0
  let blocks = 0
  for (let after = '0'; ; ) {
    const { rows } = await client.query<{ seq: string; blob: Buffer }>(
      'select seq, blob from monitoring_head where slot = $1 and hour < $2 and seq > $3 order by seq limit $4',
      [slot, openHour, after, ROWS_A_TIME],
    )
    for (const { seq, blob } of rows) {
      samples += takeRow(blob, devices, batches)
      consumed.push(seq)
      after = seq
    }
    const last = rows.length < ROWS_A_TIME
    if (samples >= MOST_SAMPLES || (last && samples > 0)) {
      blocks += await saveHours(deps, [...devices.values()])
      devices = new Map()
      samples = 0
    }
    if (last) break
  }
  if (consumed.length > 0) await empty(client, slot, consumed)
  return blocks
}

/** Takes each batch once, though an agent may have sent it twice. */
function takeRow(blob: Buffer, devices: Map<string, DeviceSamples>, batches: Set<string>): number {
  let taken = 0
  for (const record of recordsIn(blob)) {
    const { clientId, deviceId, key } = record
    const batch = `${deviceId}${key}`
    if (batches.has(batch)) continue
    batches.add(batch)
    let device = devices.get(deviceId)
    if (device === undefined) devices.set(deviceId, (device = { clientId, deviceId, hours: new Map() }))
    const { hours } = device
    eachPoint(blob, record, (series, time, value) => {
      const t0 = Math.floor(time / HOUR_MS) * HOUR_MS
      let hour = hours.get(t0)
      if (hour === undefined) hours.set(t0, (hour = new Map()))
      const all = gatheredOf(hour, series)
      all.times.push(time)
      all.values.push(value)
      taken++
    })
  }
  return taken
}

/** Truncation leaves no dead rows; but only when nothing came in meanwhile, which the lock makes sure of. */
async function empty(client: pg.PoolClient, slot: number, consumed: string[]): Promise<void> {
  const table = `monitoring_head_${slot}`
  await client.query("set local lock_timeout = '5s'")
  await client.query(`lock table ${table} in access exclusive mode`)
  const { rows } = await client.query<{ n: string }>(`select count(*) as n from ${table}`)
  if (Number(rows[0]?.n) === consumed.length) await client.query(`truncate ${table}`)
  else await client.query(`delete from ${table} where seq = any ($1::bigint[])`, [consumed])
}
