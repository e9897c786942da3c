/** What an outlook is made of, for one client: agreements, counted days, approved months, and time that was written. */
import type { CoveredKind } from '@mainstay/contract/agreements'
import { addDays, dayIn, type Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import { type Database, oneClient, type Tx } from '../../../platform/database/index.ts'
import { previousMonth } from '../domain/invoice/month-days.ts'
import type { Counts, MonthRecord } from '../domain/outlook/standing.ts'
import type { AgreementPorts, BilledClient, Coverage } from '../ports.ts'
import { loadAgreements, type StoredAgreement } from '../store.ts'
import { agreementTables } from '../tables.ts'

export type ClientRecords = {
  client: BilledClient
  today: string
  agreements: StoredAgreement[]
  newest: { day: string; covered: Coverage[] } | null
  /** The months that are over, the oldest first. */
  months: MonthRecord[]
  worked: readonly { at: Date; minutes: number }[]
}

type Deps = { database: Database; ports: Pick<AgreementPorts, 'workedIn'> }

/** `months` back, and as many weeks of work as the workload looks at. */
export async function clientRecords(
  deps: Deps,
  client: BilledClient,
  o: { now: Date; months: number; weeks: number },
): Promise<ClientRecords> {
  const today = dayIn(o.now, client.zone)
  const names = monthsBefore(today.slice(0, 7), o.months)
  const from = new Date(Math.min(Date.parse(`${names[0] ?? today}-01`) - DAY_MS, o.now.getTime() - o.weeks * 7 * DAY_MS))
  const worked = await deps.ports.workedIn(client.id, { from, to: o.now })
  const minutesOf = Map.groupBy(worked, ({ at }) => dayIn(at, client.zone).slice(0, 7))
  return deps.database.transaction(oneClient(client.id), async (tx) => {
    const billed = await approvedNet(tx, client.id, names)
    return {
      client,
      today,
      agreements: await loadAgreements(tx, client.id),
      newest: await countedDay(tx, client.id, 'newest', { from: addDays(today, -31), to: today }),
      months: names.map((month) => ({
        month,
        netMinor: billed.get(month) ?? null,
        minutes: (minutesOf.get(month) ?? []).reduce((sum, { minutes }) => sum + minutes, 0),
      })),
      worked,
    }
  })
}

const DAY_MS = 86_400_000

/** The first day of a term that was counted, as numbers. */
export async function firstCounts(tx: Tx, clientId: Id, from: string, to: string): Promise<Counts | null> {
  return countsOf(await countedDay(tx, clientId, 'first', { from, to }))
}

export function countsOf(day: ClientRecords['newest']): Counts | null {
  if (day === null) return null
  const kinds = Map.groupBy(day.covered, ({ kind }) => kind)
  return {
    day: day.day,
    of: new Map<CoveredKind, number>([...kinds].map(([kind, those]) => [kind, those.reduce((sum, { quantity }) => sum + quantity, 0)])),
  }
}

async function countedDay(
  tx: Tx,
  clientId: Id,
  which: 'first' | 'newest',
  { from, to }: { from: string; to: string },
): Promise<ClientRecords['newest']> {
  const t = agreementTables(tx)
  const found = await t
    .selectFrom('agreements_counted_day')
    .select(sql<string>`day::text`.as('day'))
    .where('client_id', '=', clientId)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('agreements_counted_day.day', which === 'first' ? 'asc' : 'desc')
    .limit(1)
    .executeTakeFirst()
  if (found === undefined) return null
  const covered = await t
    .selectFrom('agreements_coverage')
    .select(['kind', 'item', 'name', 'quantity'])
    .where('client_id', '=', clientId)
    .where('day', '=', found.day)
    .execute()
  return { day: found.day, covered: covered.map((row) => ({ ...row, quantity: Number(row.quantity) })) }
}

async function approvedNet(tx: Tx, clientId: Id, months: readonly string[]): Promise<Map<string, number>> {
  const rows = await agreementTables(tx)
    .selectFrom('agreements_invoice')
    .select(['month', sql<string>`document::jsonb->>'netMinor'`.as('net')])
    .where('client_id', '=', clientId)
    .where('status', '=', 'approved')
    .where('month', 'in', months)
    .execute()
  return new Map(rows.map(({ month, net }) => [month, Number(net)]))
}

/** So many months that are over, the oldest first. */
export function monthsBefore(month: string, count: number): string[] {
  const found: string[] = []
  for (let at = previousMonth(month); found.length < count; at = previousMonth(at)) found.unshift(at)
  return found
}
