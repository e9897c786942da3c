/** Reads and writes the versions of a client's hours and targets. A version is never changed. */
import type { Calendar, SlaPolicy } from '@mainstay/contract/servicedesk'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../platform/database/index.ts'
import { DEFAULT_POLICY, defaultCalendar } from './domain/defaults.ts'
import { desk } from './tables.ts'

export type Settings = { version: number; calendar: Calendar; policy: SlaPolicy; set: boolean; madeAt: Date; madeBy: string }

/** The newest version; the first is written when it is first needed, so that it stays what it was when the program changes. */
export async function currentSettings(tx: Tx, client: { id: Id; zone: string }, now: Date): Promise<Settings> {
  const newest = await loadSettings(tx, client.id)
  if (newest !== null) return newest
  const first: Settings = {
    version: 1,
    calendar: defaultCalendar(client.zone),
    policy: DEFAULT_POLICY,
    set: false,
    madeAt: now,
    madeBy: 'Mainstay',
  }
  if (await insertSettings(tx, client.id, first)) return first
  // Another wrote it meanwhile.
  return (await loadSettings(tx, client.id)) ?? first
}

/** A version, or the newest. */
export async function loadSettings(tx: Tx, clientId: Id, version?: number): Promise<Settings | null> {
  let query = desk(tx).selectFrom('servicedesk_settings').selectAll().where('client_id', '=', clientId)
  if (version !== undefined) query = query.where('version', '=', version)
  const row = await query.orderBy('version', 'desc').limit(1).executeTakeFirst()
  if (row === undefined) return null
  const { calendar, policy, is_default, made_at, made_by } = row
  return { version: row.version, calendar, policy, set: !is_default, madeAt: made_at, madeBy: made_by }
}

/** False when this version is there already. */
export async function insertSettings(tx: Tx, clientId: Id, { version, calendar, policy, set, madeAt, madeBy }: Settings): Promise<boolean> {
  const row = { client_id: clientId, version, is_default: !set, made_at: madeAt, made_by: madeBy }
  const done = await desk(tx)
    .insertInto('servicedesk_settings')
    .values({ ...row, calendar: JSON.stringify(calendar), policy: JSON.stringify(policy) })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}
