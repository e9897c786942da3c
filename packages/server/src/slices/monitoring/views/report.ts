/** The records behind a client's report: which systems were heard in a month, and what went wrong on them. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id, Interval } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import { healthSection, type ReportIncident } from '../domain/report.ts'

export type ReportMonth = Interval & { zone: string }

const HOUR_MS = 3_600_000

/** `tx` is in the scope of the client. */
export async function monitoringSection(tx: Tx, clientId: Id, { from, to, zone }: ReportMonth, now: Date): Promise<ReportSection | null> {
  const end = to < now ? to : now
  const devices = await sql<{ id: string; hostname: string }>`select id, hostname from devices_device
    where client_id = ${clientId} and enrolled_at < ${end} and (revoked_at is null or revoked_at > ${from}) order by hostname`.execute(tx)
  const watched = await hoursWatched(tx, clientId, from, end)
  return healthSection(
    devices.rows.map(({ id, hostname }) => ({ hostname, hours: watched.get(id)?.hours ?? 0, since: watched.get(id)?.since ?? null })),
    await incidentsIn(tx, clientId, from, end),
    end,
    { from, hours: Math.ceil(Math.max(0, end.getTime() - from.getTime()) / HOUR_MS), running: now < to, zone },
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

/**
 * The hours in `[from, to)` in which something of a device was measured, and the first of them. A day's roll-up is asked through the
 * series that was measured most often. Hours that are not
 * written out yet are known by their ends: when a series was first seen, and when the device was last heard.
 */
async function hoursWatched(tx: Tx, clientId: Id, from: Date, to: Date): Promise<ReadonlyMap<Id, { hours: number; since: Date }>> {
  const { rows } = await sql<{ device_id: string; hours: number; since: Date }>`
    with fullest as (
      select distinct on (device_id, day) device_id, day, hour_n from monitoring_rollup
        where client_id = ${clientId} and day >= (${from}::timestamptz at time zone 'UTC')::date and day <= (${to}::timestamptz at time zone 'UTC')::date
        order by device_id, day, n desc),
    hour (device_id, at) as (
      select f.device_id, (f.day::timestamp + (h.nr - 1) * interval '1 hour') at time zone 'UTC'
        from fullest f, unnest(f.hour_n) with ordinality h (n, nr) where h.n > 0
      union
      select device_id, date_trunc('hour', t0, 'UTC') from monitoring_hour_block where client_id = ${clientId} and t0 >= ${from} and t0 < ${to}
      union
      select device_id, date_trunc('hour', first_seen, 'UTC') from monitoring_series
        where client_id = ${clientId} and first_seen >= ${from} and first_seen < ${to}
      union
      select device_id, date_trunc('hour', last_heard_at, 'UTC') from monitoring_device_state
        where client_id = ${clientId} and last_heard_at >= ${from} and last_heard_at < ${to})
    select device_id, count(*)::int as hours, min(at) as since from hour
      where at > ${from}::timestamptz - interval '1 hour' and at < ${to} group by device_id`.execute(tx)
  return new Map(rows.map(({ device_id, hours, since }) => [device_id, { hours, since }]))
}
