/** The list of devices with their states: paged, sorted and filtered in the database. */
import type { DeviceList, DeviceListQuery, DeviceRow } from '@mainstay/contract/monitoring'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'

type Row = {
  id: string
  client_id: string
  client_name: string
  site_name: string
  hostname: string
  os: DeviceRow['os']
  state: DeviceRow['state']
  why: string | null
  last_seen_at: Date | null
  cpu: number | null
  memory: number | null
  disk: number | null
}

/** What needs a person comes first when sorted by state, ascending. */
const SORTS: Record<DeviceListQuery['sort'], RawBuilder<unknown>> = {
  state: sql`array_position(array['critical', 'warning', 'unknown', 'ok'], state)`,
  hostname: sql`lower(hostname)`,
  client: sql`lower(client_name)`,
  lastSeen: sql`last_seen_at`,
  cpu: sql`cpu`,
  memory: sql`memory`,
  disk: sql`disk`,
}

/** Without a state from the watch a device is unknown: never ok. */
function devicesIn({ clientId, q, os }: DeviceListQuery): RawBuilder<unknown> {
  const like = q === undefined || q === '' ? null : `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return sql`select d.id, d.client_id, c.name as client_name, s.name as site_name, d.hostname, d.os,
      coalesce(m.state, 'unknown') as state, case when m.state is null then 'Not heard from yet' else m.why end as why,
      greatest(d.last_seen_at, m.last_heard_at) as last_seen_at, m.cpu, m.memory, m.disk
    from devices_device d
    join clients_client c on c.client_id = d.client_id
    join clients_site s on s.client_id = d.client_id and s.id = d.site_id
    left join monitoring_device_state m on m.client_id = d.client_id and m.device_id = d.id
    where d.revoked_at is null
      ${clientId === undefined ? sql`` : sql`and d.client_id = ${clientId}`}
      ${os === undefined ? sql`` : sql`and d.os = ${os}`}
      ${like === null ? sql`` : sql`and (d.hostname ilike ${like} or c.name ilike ${like} or s.name ilike ${like})`}`
}

/** `counts` is over all that the other filters leave, so that a state can be chosen by its number. */
export async function listDevices(tx: Tx, query: DeviceListQuery): Promise<DeviceList> {
  const { state, sort, order, page, pageSize } = query
  const counted = await sql<{
    state: DeviceRow['state']
    n: string
  }>`select state, count(*) as n from (${devicesIn(query)}) d group by state`.execute(tx)
  const counts = { ok: 0, warning: 0, critical: 0, unknown: 0 }
  for (const row of counted.rows) counts[row.state] = Number(row.n)
  const { rows } = await sql<Row>`select * from (${devicesIn(query)}) d ${state === undefined ? sql`` : sql`where state = ${state}`}
    order by ${SORTS[sort]} ${order === 'asc' ? sql`asc` : sql`desc`} nulls last, lower(hostname), id
    limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(tx)
  const total = state === undefined ? counts.ok + counts.warning + counts.critical + counts.unknown : counts[state]
  return { rows: rows.map(rowOf), total, counts }
}

function rowOf(r: Row): DeviceRow {
  return {
    id: r.id,
    clientId: r.client_id,
    clientName: r.client_name,
    siteName: r.site_name,
    hostname: r.hostname,
    os: r.os,
    state: r.state,
    why: r.why,
    lastSeenAt: r.last_seen_at?.toISOString() ?? null,
    cpu: r.cpu,
    memory: r.memory,
    disk: r.disk,
  }
}
