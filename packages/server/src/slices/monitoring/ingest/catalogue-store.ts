/** Reads and writes the catalogue of series. */
import { sql } from 'kysely'
import { type Database, oneClient, type Tx } from '../../../platform/database/index.ts'
import type { SeriesIdentity } from '../domain/names.ts'
import type { DeviceKey } from '../ports.ts'
import type { SeriesType } from './catalogue.ts'

type Row = SeriesIdentity & { number: number }

export function loadSeries(database: Database, { clientId, deviceId }: DeviceKey): Promise<Row[]> {
  return database.transaction(oneClient(clientId), async (tx) => {
    const { rows } = await sql<Row>`select number, name, unit, attributes from monitoring_series
      where client_id = ${clientId} and device_id = ${deviceId}`.execute(tx)
    return rows
  })
}

/** Days without samples after which a series no longer counts against the limit. */
const IDLE_DAYS = 7

/** Numbers for as many as the limit allows; one that another instance added meanwhile has its number already. */
export function addSeries(
  database: Database,
  { clientId, deviceId }: DeviceKey,
  types: readonly SeriesType[],
  now: Date,
  limit: number,
): Promise<{ number: number; type: SeriesType }[]> {
  return database.transaction(oneClient(clientId), async (tx) => {
    // Two instances must not give one number twice.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`series ${deviceId}`}, 0))`.execute(tx)
    const { rows: known } = await sql<{
      number: number
      identity: string
      idle: boolean
    }>`select number, encode(identity, 'hex') as identity,
      last_seen < ${now}::timestamptz - make_interval(days => ${IDLE_DAYS}) as idle
      from monitoring_series where client_id = ${clientId} and device_id = ${deviceId}`.execute(tx)
    const numbers = new Map(known.map((row) => [row.identity, row.number]))
    let active = known.filter((row) => !row.idle).length
    let next = known.reduce((most, row) => Math.max(most, row.number), -1) + 1
    const given: { number: number; type: SeriesType }[] = []
    const made: typeof given = []
    for (const type of types) {
      const number = numbers.get(type.identity)
      if (number !== undefined) {
        given.push({ number, type })
        continue
      }
      if (active >= limit) continue
      active++
      numbers.set(type.identity, next)
      made.push({ number: next++, type })
    }
    await insertSeries(tx, { clientId, deviceId }, made, now)
    return [...given, ...made]
  })
}

async function insertSeries(
  tx: Tx,
  { clientId, deviceId }: DeviceKey,
  made: readonly { number: number; type: SeriesType }[],
  now: Date,
): Promise<void> {
  if (made.length === 0) return
  await sql`insert into monitoring_series (client_id, device_id, number, identity, name, unit, attributes, first_seen, last_seen)
    select ${clientId}, ${deviceId}, s.number, decode(s.identity, 'hex'), s.name, s.unit, s.attributes::jsonb, ${now}, ${now}
    from unnest(${made.map((one) => one.number)}::integer[], ${made.map((one) => one.type.identity)}::text[], ${made.map((one) => one.type.name)}::text[],
      ${made.map((one) => one.type.unit)}::text[], ${made.map((one) => JSON.stringify(one.type.attributes))}::text[])
      as s (number, identity, name, unit, attributes)`.execute(tx)
}
