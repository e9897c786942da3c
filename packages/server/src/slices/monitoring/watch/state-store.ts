/** Reads which devices there are to watch, and writes how each stands. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import type { State } from '../domain/rules.ts'
import type { DeviceKey } from '../ports.ts'

export type WatchedDevice = DeviceKey & { enrolledAt: number }

/** A device that was revoked is watched no more. */
export async function loadWatchedDevices(tx: Tx): Promise<WatchedDevice[]> {
  type Row = { client_id: string; id: string; enrolled_at: Date }
  const { rows } = await sql<Row>`select client_id, id, enrolled_at from devices_device where revoked_at is null`.execute(tx)
  return rows.map((r) => ({ clientId: r.client_id, deviceId: r.id, enrolledAt: r.enrolled_at.getTime() }))
}

export type DeviceStateRow = DeviceKey & {
  state: State
  why: string | null
  lastHeardAt: Date | null
  cpu: number | null
  memory: number | null
  disk: number | null
}

export async function saveStates(tx: Tx, rows: readonly DeviceStateRow[], now: Date): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into monitoring_device_state as s (client_id, device_id, state, why, last_heard_at, cpu, memory, disk, changed_at)
    select r.*, ${now}::timestamptz from unnest(
      ${rows.map((r) => r.clientId)}::uuid[], ${rows.map((r) => r.deviceId)}::uuid[], ${rows.map((r) => r.state)}::text[], ${rows.map((r) => r.why)}::text[],
      ${rows.map((r) => r.lastHeardAt)}::timestamptz[], ${rows.map((r) => r.cpu)}::float8[], ${rows.map((r) => r.memory)}::float8[], ${rows.map((r) => r.disk)}::float8[]
    ) as r (client_id, device_id, state, why, last_heard_at, cpu, memory, disk)
    on conflict (client_id, device_id) do update set state = excluded.state, why = excluded.why,
      last_heard_at = greatest(s.last_heard_at, excluded.last_heard_at), cpu = excluded.cpu, memory = excluded.memory, disk = excluded.disk,
      changed_at = case when s.state = excluded.state then s.changed_at else excluded.changed_at end`.execute(tx)
}

export async function deleteState(tx: Tx, { clientId, deviceId }: { clientId: Id; deviceId: Id }): Promise<void> {
  await sql`delete from monitoring_device_state where client_id = ${clientId} and device_id = ${deviceId}`.execute(tx)
}
