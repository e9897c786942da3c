/** What was covered on which day: written once, when the day is over in the client's zone, and never changed. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { Covered } from './domain/invoice/draft-lines.ts'
import type { Coverage } from './ports.ts'
import { agreementTables } from './tables.ts'

/** False when the day was counted before. */
export async function saveDay(tx: Tx, o: { clientId: Id; day: string; covered: readonly Coverage[]; at: Date }): Promise<boolean> {
  const done = await agreementTables(tx)
    .insertInto('agreements_counted_day')
    .values({ client_id: o.clientId, day: o.day, counted_at: o.at })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  if (done.numInsertedOrUpdatedRows === 0n) return false
  const rows = o.covered.map((one) => ({ client_id: o.clientId, day: o.day, ...one }))
  for (let at = 0; at < rows.length; at += 1000)
    await agreementTables(tx)
      .insertInto('agreements_coverage')
      .values(rows.slice(at, at + 1000))
      .onConflict((on) => on.doNothing())
      .execute()
  return true
}

export async function isCounted(tx: Tx, clientId: Id, day: string): Promise<boolean> {
  const query = agreementTables(tx).selectFrom('agreements_counted_day').select('day').where('client_id', '=', clientId)
  return (await query.where('day', '=', day).executeTakeFirst()) !== undefined
}

/** Of the days from the first to the last. */
export async function loadCoverage(tx: Tx, clientId: Id, days: readonly string[]): Promise<{ covered: Covered[]; counted: Set<string> }> {
  const t = agreementTables(tx)
  const covered = await t
    .selectFrom('agreements_coverage')
    .select([sql<string>`day::text`.as('day'), 'kind', 'item', 'name', 'quantity'])
    .where('client_id', '=', clientId)
    .where('day', 'in', days)
    .orderBy('day')
    .orderBy('item')
    .execute()
  const counted = await t
    .selectFrom('agreements_counted_day')
    .select(sql<string>`day::text`.as('day'))
    .where('client_id', '=', clientId)
    .where('day', 'in', days)
    .execute()
  return { covered: covered.map((row) => ({ ...row, quantity: Number(row.quantity) })), counted: new Set(counted.map(({ day }) => day)) }
}
