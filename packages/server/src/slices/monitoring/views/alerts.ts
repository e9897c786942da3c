/** Alerts and incidents as people see them, newest first. */
import type { Alert, Incident } from '@mainstay/contract/monitoring'
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../../platform/database/index.ts'

export type ListQuery = { clientId?: Id | undefined; deviceId?: Id | undefined; open?: boolean | undefined; page: number; pageSize: number }

type AlertRow = {
  id: string
  client_id: string
  device_id: string
  hostname: string
  rule: string
  state: Alert['state']
  worst: Alert['state']
  summary: string
  why: Alert['why']
  since: Date
  ended_at: Date | null
  incident_id: string
}

const ALERTS = sql`select a.*, d.hostname from monitoring_alert a join devices_device d on d.client_id = a.client_id and d.id = a.device_id`

export async function listAlerts(tx: Tx, query: ListQuery): Promise<{ rows: Alert[]; total: number }> {
  const where = filter(query, 'a', sql`a.ended_at`)
  const { rows } = await sql<AlertRow>`${ALERTS} where ${where} order by (a.ended_at is null) desc, a.since desc, a.id
    limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(tx)
  return { rows: rows.map(alertOf), total: await countOf(tx, sql`monitoring_alert a`, where) }
}

type IncidentRow = {
  id: string
  client_id: string
  client_name: string
  device_id: string
  hostname: string
  cause: string
  state: Incident['state']
  worst: Incident['state']
  opened_at: Date
  closed_at: Date | null
}

export async function listIncidents(tx: Tx, query: ListQuery): Promise<{ rows: Incident[]; total: number }> {
  const where = filter(query, 'i', sql`i.closed_at`)
  const { rows } = await sql<IncidentRow>`select i.*, d.hostname, c.name as client_name from monitoring_incident i
    join devices_device d on d.client_id = i.client_id and d.id = i.device_id join clients_client c on c.client_id = i.client_id
    where ${where} order by (i.closed_at is null) desc, i.opened_at desc, i.id
    limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(tx)
  const alerts = await alertsOf(
    tx,
    rows.map((row) => row.id),
  )
  return { rows: rows.map((row) => incidentOf(row, alerts.get(row.id) ?? [])), total: await countOf(tx, sql`monitoring_incident i`, where) }
}

async function alertsOf(tx: Tx, incidents: readonly Id[]): Promise<Map<Id, Alert[]>> {
  const { rows } = await sql<AlertRow>`${ALERTS} where a.incident_id = any (${incidents}::uuid[]) order by a.since`.execute(tx)
  return Map.groupBy(rows.map(alertOf), (alert) => alert.incidentId ?? '')
}

function filter({ clientId, deviceId, open }: ListQuery, table: 'a' | 'i', ended: RawBuilder<unknown>): RawBuilder<unknown> {
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${table}.${name}`)
  return sql`true ${clientId === undefined ? sql`` : sql`and ${column('client_id')} = ${clientId}`}
    ${deviceId === undefined ? sql`` : sql`and ${column('device_id')} = ${deviceId}`}
    ${open === undefined ? sql`` : open ? sql`and ${ended} is null` : sql`and ${ended} is not null`}`
}

async function countOf(tx: Tx, table: RawBuilder<unknown>, where: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: string }>`select count(*) as n from ${table} where ${where}`.execute(tx)
  return Number(rows[0]?.n ?? 0)
}

/** What is over is shown as bad as it was at its worst. */
function alertOf(r: AlertRow): Alert {
  return {
    id: r.id,
    clientId: r.client_id,
    deviceId: r.device_id,
    hostname: r.hostname,
    rule: r.rule,
    state: r.ended_at === null ? r.state : r.worst,
    summary: r.summary,
    why: r.why,
    since: r.since.toISOString(),
    endedAt: r.ended_at?.toISOString() ?? null,
    incidentId: r.incident_id,
  }
}

function incidentOf(r: IncidentRow, alerts: Alert[]): Incident {
  return {
    id: r.id,
    clientId: r.client_id,
    clientName: r.client_name,
    deviceId: r.device_id,
    hostname: r.hostname,
    cause: r.cause,
    state: r.closed_at === null ? r.state : r.worst,
    openedAt: r.opened_at.toISOString(),
    closedAt: r.closed_at?.toISOString() ?? null,
    alerts,
  }
}
