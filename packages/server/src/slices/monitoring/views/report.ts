/** The records behind a client's report: which systems were heard in a month, and what went wrong on them. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id, Interval } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import { healthSection, type ReportIncident } from '../domain/report.ts'

/** `tx` is in the scope of the client. */
export async function monitoringSection(tx: Tx, clientId: Id, { from, to }: Interval, now: Date): Promise<ReportSection | null> {
  const end = to < now ? to : now
  const devices = await sql<{ id: string; hostname: string }>`select id, hostname from devices_device
    where client_id = ${clientId} and enrolled_at < ${end} and (revoked_at is null or revoked_at > ${from}) order by hostname`.execute(tx)
  const seen = await devicesHeard(tx, clientId, from, end)
  return healthSection(
    devices.rows.map(({ id, hostname }) => ({ hostname, heard: seen.has(id) })),
    await incidentsIn(tx, clientId, from, end),
    end,
  )
}

/** The gravest and longest first. */
async function incidentsIn(tx: Tx, clientId: Id, from: Date, to: Date): Promise<ReportIncident[]> {
  type Row = { hostname: string; cause: string; worst: ReportIncident['worst']; opened_at: Date; closed_at: Date | null }
  const { rows } = await sql<Row>`select d.hostname, i.cause, i.worst, i.opened_at,
      case when i.closed_at < ${to} then i.closed_at end as closed_at
    from monitoring_incident i join devices_device d on d.client_id = i.client_id and d.id = i.device_id
    where i.client_id = ${clientId} and i.opened_at < ${to} and (i.closed_at is null or i.closed_at >= ${from})
    order by array_position(array['critical', 'unknown', 'warning'], i.worst), coalesce(i.closed_at, ${to}) - i.opened_at desc`.execute(tx)
  return rows.map((r) => ({ hostname: r.hostname, cause: r.cause, worst: r.worst, openedAt: r.opened_at, closedAt: r.closed_at }))
}

/** The devices of which something was measured in `[from, to)`. The last hours are known by the state until they are written out. */
async function devicesHeard(tx: Tx, clientId: Id, from: Date, to: Date): Promise<ReadonlySet<Id>> {
  const first = from.toISOString().slice(0, 10)
  const { rows } = await sql<{ device_id: string }>`select device_id from monitoring_rollup
        where client_id = ${clientId} and day >= ${first} and day < (${to}::timestamptz at time zone 'UTC')
      union
      select device_id from monitoring_hour_block
        where client_id = ${clientId} and t0 >= ${from} and t0 < ${to}
      union
      select device_id from monitoring_device_state
        where client_id = ${clientId} and last_heard_at >= ${from} and last_heard_at < ${to}`.execute(tx)
  return new Set(rows.map((r) => r.device_id))
}
