/** Writes and reads what is kept: settings, tombstones, and requests that take two people. */
import type { CleanVerdict, KeepingSettings, KeepRules } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import type { KeepPoint } from './retention.ts'

export const DEFAULT_SETTINGS: KeepingSettings = {
  keep: { last: 7, daily: 14, weekly: 8, monthly: 12, yearly: 3 },
  delayDays: 14,
  quotaBytes: null,
}

export async function loadSettings(tx: Tx, clientId: Id, deviceId: Id): Promise<KeepingSettings> {
  const { rows } = await sql<{ keep: KeepRules; delay_days: number; quota_bytes: string | null }>`select keep, delay_days, quota_bytes
    from recovery_keeping where client_id = ${clientId} and device_id = ${deviceId}`.execute(tx)
  const [row] = rows
  if (row === undefined) return DEFAULT_SETTINGS
  return { keep: row.keep, delayDays: row.delay_days, quotaBytes: row.quota_bytes === null ? null : Number(row.quota_bytes) }
}

export async function saveSettings(
  tx: Tx,
  o: { clientId: Id; deviceId: Id; settings: KeepingSettings; requestId: Id | null; at: Date },
): Promise<void> {
  const { clientId, deviceId, settings, requestId, at } = o
  await sql`insert into recovery_keeping (client_id, device_id, keep, delay_days, quota_bytes, changed_at, request_id)
    values (${clientId}, ${deviceId}, ${JSON.stringify(settings.keep)}, ${settings.delayDays}, ${settings.quotaBytes}, ${at}, ${requestId})
    on conflict (client_id, device_id) do update set keep = excluded.keep, delay_days = excluded.delay_days, quota_bytes = excluded.quota_bytes,
      changed_at = excluded.changed_at, request_id = excluded.request_id`.execute(tx)
}

/** A restore point that is still there, with the tombstone that stands on it. */
export type StoredPoint = KeepPoint & {
  snapshotId: string
  takenAt: Date
  tombstone: { id: Id; byRules: boolean; agreed: boolean } | null
}

export async function loadStoredPoints(tx: Tx, clientId: Id, deviceId: Id): Promise<StoredPoint[]> {
  type Row = {
    id: string
    snapshot_id: string
    taken_at: Date
    received: Date
    paths: string[]
    proof: 'passed' | 'failed' | null
    clean: CleanVerdict | null
    files: string | null
    tombstone_id: string | null
    by_kind: string | null
    request_id: string | null
  }
  const { rows } = await sql<Row>`select r.id, r.snapshot_id, r.taken_at, coalesce(r.received_at, r.taken_at) as received, r.paths,
      (select p.verdict from recovery_proof p where p.client_id = r.client_id and p.restore_point_id = r.id and p.verdict <> 'unknown' order by p.at desc limit 1) as proof,
      c.verdict as clean, c.files, t.id as tombstone_id, t.by_kind, t.request_id
    from recovery_restore_point r
    left join recovery_clean c on c.client_id = r.client_id and c.restore_point_id = r.id
    left join recovery_tombstone t on t.client_id = r.client_id and t.restore_point_id = r.id and t.withdrawn_at is null
    where r.client_id = ${clientId} and r.device_id = ${deviceId} and t.done_at is null`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    snapshotId: row.snapshot_id,
    takenAt: row.taken_at,
    receivedAt: row.received,
    group: JSON.stringify(row.paths.toSorted()),
    proof: row.proof ?? 'none',
    clean: row.clean,
    files: row.files === null ? null : Number(row.files),
    tombstone:
      row.tombstone_id === null ? null : { id: row.tombstone_id, byRules: row.by_kind === 'rules', agreed: row.request_id !== null },
  }))
}

export type TombstoneRow = {
  id: Id
  clientId: Id
  deviceId: Id
  restorePointId: Id
  snapshotId: string
  /** Snapshots that go with it. */
  parts: string[]
  takenAt: Date
  byKind: 'rules' | 'person'
  byName: string
  why: string
  madeAt: Date
  effectiveAt: Date
  requestId: Id | null
}

export async function insertTombstone(tx: Tx, t: Omit<TombstoneRow, 'snapshotId' | 'parts' | 'takenAt'>): Promise<void> {
  await sql`insert into recovery_tombstone (client_id, id, device_id, restore_point_id, by_kind, by_name, why, made_at, effective_at, request_id)
    values (${t.clientId}, ${t.id}, ${t.deviceId}, ${t.restorePointId}, ${t.byKind}, ${t.byName}, ${t.why}, ${t.madeAt}, ${t.effectiveAt}, ${t.requestId})`.execute(
    tx,
  )
}

/** False when it is gone or taken back already. */
export async function withdrawTombstone(tx: Tx, o: { clientId: Id; id: Id; by: string; at: Date }): Promise<boolean> {
  const { numAffectedRows } = await sql`update recovery_tombstone set withdrawn_at = ${o.at}, withdrawn_by = ${o.by}
    where client_id = ${o.clientId} and id = ${o.id} and withdrawn_at is null and done_at is null`.execute(tx)
  return numAffectedRows === 1n
}

/** Two people agreed that it goes at once. */
export async function bringForward(tx: Tx, o: { clientId: Id; id: Id; requestId: Id; at: Date }): Promise<void> {
  await sql`update recovery_tombstone set effective_at = least(effective_at, ${o.at}::timestamptz), request_id = ${o.requestId}
    where client_id = ${o.clientId} and id = ${o.id} and withdrawn_at is null and done_at is null`.execute(tx)
}

export async function markRemoved(tx: Tx, o: { clientId: Id; ids: readonly Id[]; at: Date }): Promise<void> {
  await sql`update recovery_tombstone set done_at = ${o.at} where client_id = ${o.clientId} and id = any (${o.ids}::uuid[]) and done_at is null and withdrawn_at is null`.execute(
    tx,
  )
}

/** Open ones of one device, or one by its id; the first to take effect first. */
export async function loadTombstones(tx: Tx, o: { deviceId: Id; dueAt: Date | null } | { id: Id }): Promise<TombstoneRow[]> {
  type Row = {
    id: string
    client_id: string
    device_id: string
    restore_point_id: string
    snapshot_id: string
    parts: { snapshotId: string }[]
    taken_at: Date
    by_kind: 'rules' | 'person'
    by_name: string
    why: string
    made_at: Date
    effective_at: Date
    request_id: string | null
  }
  const of =
    'id' in o ? sql`t.id = ${o.id}` : sql`t.device_id = ${o.deviceId} and (${o.dueAt}::timestamptz is null or t.effective_at <= ${o.dueAt})`
  const { rows } = await sql<Row>`select t.*, r.snapshot_id, r.parts, r.taken_at from recovery_tombstone t
    join recovery_restore_point r on r.client_id = t.client_id and r.id = t.restore_point_id
    where t.withdrawn_at is null and t.done_at is null and ${of} order by t.effective_at, t.id`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    clientId: row.client_id,
    deviceId: row.device_id,
    restorePointId: row.restore_point_id,
    snapshotId: row.snapshot_id,
    parts: row.parts.map(({ snapshotId }) => snapshotId),
    takenAt: row.taken_at,
    byKind: row.by_kind,
    byName: row.by_name,
    why: row.why,
    madeAt: row.made_at,
    effectiveAt: row.effective_at,
    requestId: row.request_id,
  }))
}

export type RequestRow = {
  id: Id
  clientId: Id
  deviceId: Id
  kind: 'shorten' | 'purge'
  restorePointId: Id | null
  delayDays: number | null
  why: string
  askedBy: string
  askedByName: string
  askedAt: Date
  expiresAt: Date
}

export async function insertRequest(tx: Tx, r: RequestRow): Promise<void> {
  await sql`insert into recovery_request (client_id, id, device_id, kind, restore_point_id, delay_days, why, asked_by, asked_by_name, asked_at, expires_at)
    values (${r.clientId}, ${r.id}, ${r.deviceId}, ${r.kind}, ${r.restorePointId}, ${r.delayDays}, ${r.why}, ${r.askedBy}, ${r.askedByName}, ${r.askedAt}, ${r.expiresAt})`.execute(
    tx,
  )
}

/** Those that wait for an answer: of one device, or one by its id. */
export async function loadOpenRequests(
  tx: Tx,
  o: { deviceId: Id } | { id: Id },
  now: Date,
): Promise<(RequestRow & { takenAt: Date | null })[]> {
  type Row = {
    id: string
    client_id: string
    device_id: string
    kind: 'shorten' | 'purge'
    restore_point_id: string | null
    delay_days: number | null
    why: string
    asked_by: string
    asked_by_name: string
    asked_at: Date
    expires_at: Date
    taken_at: Date | null
  }
  const of = 'id' in o ? sql`q.id = ${o.id}` : sql`q.device_id = ${o.deviceId}`
  const { rows } = await sql<Row>`select q.*, r.taken_at from recovery_request q
    left join recovery_restore_point r on r.client_id = q.client_id and r.id = q.restore_point_id
    where ${of} and q.approved_by is null and q.withdrawn_at is null and q.expires_at > ${now} order by q.asked_at`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    clientId: row.client_id,
    deviceId: row.device_id,
    kind: row.kind,
    restorePointId: row.restore_point_id,
    delayDays: row.delay_days,
    why: row.why,
    askedBy: row.asked_by,
    askedByName: row.asked_by_name,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    takenAt: row.taken_at,
  }))
}

export async function approveRequest(tx: Tx, o: { clientId: Id; id: Id; by: string; name: string; at: Date }): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update recovery_request set approved_by = ${o.by}, approved_by_name = ${o.name}, approved_at = ${o.at}
    where client_id = ${o.clientId} and id = ${o.id} and approved_by is null and withdrawn_at is null`.execute(tx)
  return numAffectedRows === 1n
}

export async function withdrawRequest(tx: Tx, o: { clientId: Id; id: Id; at: Date }): Promise<void> {
  await sql`update recovery_request set withdrawn_at = ${o.at} where client_id = ${o.clientId} and id = ${o.id} and approved_by is null and withdrawn_at is null`.execute(
    tx,
  )
}
