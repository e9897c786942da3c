/** Writes and reads the copies in other places, and what they say. */
import type { CopyDeviceReport } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import { PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import type { SaidByCopy } from './standing.ts'

export type CopyRow = { id: Id; name: string; publicKey: string; madeBy: string; madeAt: Date }

export async function insertCopy(tx: Tx, c: CopyRow): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into recovery_copy (client_id, id, name, public_key, made_by, made_at)
    values (${PROVIDER_ID}, ${c.id}, ${c.name}, ${c.publicKey}, ${c.madeBy}, ${c.madeAt}) on conflict (client_id, public_key) do nothing`.execute(
    tx,
  )
  return numAffectedRows === 1n
}

export async function loadCopies(tx: Tx): Promise<CopyRow[]> {
  type Row = { id: string; name: string; public_key: string; made_by: string; made_at: Date }
  const { rows } = await sql<Row>`select id, name, public_key, made_by, made_at from recovery_copy
    where client_id = ${PROVIDER_ID} and removed_at is null order by made_at`.execute(tx)
  return rows.map((row) => ({ id: row.id, name: row.name, publicKey: row.public_key, madeBy: row.made_by, madeAt: row.made_at }))
}

export async function removeCopy(tx: Tx, id: Id, at: Date): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update recovery_copy set removed_at = ${at} where client_id = ${PROVIDER_ID} and id = ${id} and removed_at is null`.execute(
      tx,
    )
  return numAffectedRows === 1n
}

/** One row a day stays, so that a month that is over can be told. `at`: when it was heard here. */
export async function saveReport(
  tx: Tx,
  o: { clientId: Id; copyId: Id; copyName: string; at: Date; report: CopyDeviceReport },
): Promise<void> {
  await sql`insert into recovery_copy_report (client_id, copy_id, device_id, day, copy_name, at, report)
    values (${o.clientId}, ${o.copyId}, ${o.report.deviceId}, ${o.at.toISOString().slice(0, 10)}, ${o.copyName}, ${o.at}, ${JSON.stringify(o.report)})
    on conflict (client_id, device_id, copy_id, day) do update set at = excluded.at, copy_name = excluded.copy_name, report = excluded.report`.execute(
    tx,
  )
}

/** What each copy said last of each device, until an instant. */
export async function loadReports(tx: Tx, clientId: Id, deviceIds: readonly Id[], until: Date): Promise<Map<Id, SaidByCopy[]>> {
  type Row = { device_id: string; copy_name: string; at: Date; report: CopyDeviceReport }
  const { rows } = await sql<Row>`select distinct on (device_id, copy_id) device_id, copy_name, at, report from recovery_copy_report
    where client_id = ${clientId} and device_id = any (${deviceIds}::uuid[]) and at <= ${until} order by device_id, copy_id, day desc`.execute(
    tx,
  )
  const found = new Map<Id, SaidByCopy[]>()
  for (const [deviceId, said] of Map.groupBy(rows, (row) => row.device_id))
    found.set(
      deviceId,
      said.map(({ copy_name: name, at, report }) => ({ name, at, report })),
    )
  return found
}

/** A copy that was silent for longer takes a removal for a loss: the safe side. */
const SAID_FOR_DAYS = 40

/** Removals that are planned, or were made lately, of each device in the scope. */
export async function loadAnnounced(tx: Tx): Promise<Map<Id, { snapshotId: string; effectiveAt: Date }[]>> {
  type Row = { device_id: string; snapshot_id: string; parts: { snapshotId: string }[]; effective_at: Date }
  const { rows } = await sql<Row>`select t.device_id, r.snapshot_id, r.parts, t.effective_at from recovery_tombstone t
    join recovery_restore_point r on r.client_id = t.client_id and r.id = t.restore_point_id where t.withdrawn_at is null and (t.done_at is null or t.done_at > now() - make_interval(days => ${SAID_FOR_DAYS}))`.execute(
    tx,
  )
  const found = new Map<Id, { snapshotId: string; effectiveAt: Date }[]>()
  for (const [deviceId, some] of Map.groupBy(rows, (row) => row.device_id))
    found.set(
      deviceId,
      some.flatMap((row) =>
        [row.snapshot_id, ...row.parts.map(({ snapshotId }) => snapshotId)].map((snapshotId) => ({
          snapshotId,
          effectiveAt: row.effective_at,
        })),
      ),
    )
  return found
}
