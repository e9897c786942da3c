/** Writes and reads the tables of this slice. */
import type { BackupPart, BackupPolicy, BackupResult, Manifest } from '@mainstay/contract/agent'
import type { ProofResult } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { Proof } from './domain.ts'

export type RestorePointRow = {
  id: Id
  clientId: Id
  deviceId: Id
  snapshotId: string
  takenAt: Date
  receivedAt: Date | null
  paths: string[]
  files: number
  bytes: number
  bytesAdded: number
  manifest: Manifest | null
  policy: BackupPolicy | null
  /** What lies in snapshots of its own beside the first. */
  parts: BackupPart[]
}

export async function loadSealedKey(tx: Tx, clientId: Id, deviceId: Id): Promise<Buffer | null> {
  const { rows } = await sql<{
    sealed_key: Buffer
  }>`select sealed_key from recovery_repository where client_id = ${clientId} and device_id = ${deviceId}`.execute(tx)
  return rows[0]?.sealed_key ?? null
}

/** The first key that was written stands. */
export async function insertSealedKey(tx: Tx, clientId: Id, deviceId: Id, sealed: Buffer, at: Date): Promise<void> {
  await sql`insert into recovery_repository values (${clientId}, ${deviceId}, ${sealed}, ${at}) on conflict do nothing`.execute(tx)
}

export async function saveReceipt(tx: Tx, clientId: Id, deviceId: Id, snapshotId: string, at: Date): Promise<void> {
  await sql`insert into recovery_receipt values (${clientId}, ${deviceId}, ${snapshotId}, ${at}) on conflict do nothing`.execute(tx)
}

export async function loadReceipt(tx: Tx, clientId: Id, deviceId: Id, snapshotId: string): Promise<Date | null> {
  const { rows } = await sql<{
    received_at: Date
  }>`select received_at from recovery_receipt where client_id = ${clientId} and device_id = ${deviceId} and snapshot_id = ${snapshotId}`.execute(
    tx,
  )
  return rows[0]?.received_at ?? null
}

/** False when this result was recorded before: the agent sends again until it is acknowledged. */
export async function insertBackup(tx: Tx, clientId: Id, deviceId: Id, r: BackupResult, at: Date): Promise<boolean> {
  const { numAffectedRows } =
    await sql`insert into recovery_backup (client_id, id, device_id, started_at, ended_at, outcome, exit_code, message, snapshot_id, recorded_at, parts)
    values (${clientId}, ${r.jobId}, ${deviceId}, ${r.startedAt}, ${r.endedAt}, ${r.outcome}, ${r.exitCode}, ${r.message}, ${r.snapshotId}, ${at}, ${JSON.stringify(r.parts ?? [])}) on conflict do nothing`.execute(
      tx,
    )
  return numAffectedRows === 1n
}

export async function insertRestorePoint(tx: Tx, p: RestorePointRow): Promise<void> {
  await sql`insert into recovery_restore_point (client_id, id, device_id, snapshot_id, taken_at, received_at, paths, files, bytes, bytes_added, manifest, policy, parts)
    values (${p.clientId}, ${p.id}, ${p.deviceId}, ${p.snapshotId}, ${p.takenAt}, ${p.receivedAt}, ${JSON.stringify(p.paths)}, ${p.files}, ${p.bytes}, ${p.bytesAdded},
      ${p.manifest === null ? null : JSON.stringify(p.manifest)}, ${p.policy === null ? null : JSON.stringify(p.policy)}, ${JSON.stringify(p.parts)}) on conflict do nothing`.execute(
    tx,
  )
}

/** Bytes of each device's newest restore point at an instant that is over: what was removed later counts, what was received later does not. */
export async function bytesKeptAt(tx: Tx, clientId: Id, at: Date): Promise<Map<Id, number>> {
  const { rows } = await sql<{ device_id: Id; bytes: string }>`select distinct on (r.device_id) r.device_id, r.bytes
    from recovery_restore_point r
    where r.client_id = ${clientId} and coalesce(r.received_at, r.taken_at) < ${at}
      and not exists (select from recovery_tombstone t
        where t.client_id = r.client_id and t.restore_point_id = r.id and t.done_at < ${at})
    order by r.device_id, coalesce(r.received_at, r.taken_at) desc, r.id desc`.execute(tx)
  return new Map(rows.map(({ device_id, bytes }) => [device_id, Number(bytes)]))
}

/** The name of the picture that a proof kept; null where it has none, or is not to be seen. */
export async function loadScreenshotName(tx: Tx, proofId: Id): Promise<string | null> {
  const { rows } = await sql<{
    name: string | null
  }>`select result->>'screenshot' as name from recovery_proof where id = ${proofId}`.execute(tx)
  return rows[0]?.name ?? null
}

type PointDb = {
  id: string
  client_id: string
  device_id: string
  snapshot_id: string
  taken_at: Date
  received_at: Date | null
  paths: string[]
  files: string
  bytes: string
  bytes_added: string
  manifest: Manifest | null
  policy: BackupPolicy | null
  parts: BackupPart[]
}

export async function loadRestorePoint(tx: Tx, id: Id): Promise<RestorePointRow | null> {
  const { rows } = await sql<PointDb>`select * from recovery_restore_point where id = ${id}`.execute(tx)
  return rows[0] ? pointOf(rows[0]) : null
}

/** What was removed by its tombstone is in no list. */
export const REMAINS = sql`not exists (select from recovery_tombstone t where t.client_id = r.client_id and t.restore_point_id = r.id and t.done_at is not null)`

/** A restore point as lists show it: without the hashes, which may be thousands. */
export type PointSummary = Omit<RestorePointRow, 'manifest'> & { sampled: number | null }

/** Of each device the newest `limit`, newest first, in one query however many devices there are. */
export async function loadRestorePoints(tx: Tx, clientId: Id, deviceIds: readonly Id[], limit: number): Promise<Map<Id, PointSummary[]>> {
  const { rows } = await sql<Omit<PointDb, 'manifest'> & { sampled: number | null }>`select p.* from unnest(${deviceIds}::uuid[]) d(id)
    cross join lateral (
      select id, client_id, device_id, snapshot_id, taken_at, received_at, paths, files, bytes, bytes_added, policy, parts,
        jsonb_array_length(manifest -> 'entries') as sampled
      from recovery_restore_point r where r.client_id = ${clientId} and r.device_id = d.id and ${REMAINS} order by r.taken_at desc limit ${limit}) p`.execute(
    tx,
  )
  return Map.groupBy(
    rows.map((row) => ({ ...withoutManifest(row), sampled: row.sampled })),
    ({ deviceId }) => deviceId,
  )
}

export type ProofRow = Proof & { id: Id; deviceId: Id; restorePointId: Id; result: ProofResult }

export async function insertProof(tx: Tx, clientId: Id, p: ProofRow): Promise<void> {
  await sql`insert into recovery_proof (client_id, id, device_id, restore_point_id, at, verdict, level, result, rto_seconds, expires_at)
    values (${clientId}, ${p.id}, ${p.deviceId}, ${p.restorePointId}, ${p.at}, ${p.verdict}, ${p.level}, ${JSON.stringify(p.result)}, ${p.rtoSeconds}, ${p.expiresAt})`.execute(
    tx,
  )
}

/** What a person said changes what the test came to; the audit log has both. */
export async function updateProof(tx: Tx, clientId: Id, p: Pick<ProofRow, 'id' | 'verdict' | 'level' | 'result'>): Promise<void> {
  await sql`update recovery_proof set verdict = ${p.verdict}, level = ${p.level}, result = ${JSON.stringify(p.result)} where client_id = ${clientId} and id = ${p.id}`.execute(
    tx,
  )
}

type ProofDb = {
  id: string
  device_id: string
  restore_point_id: string
  at: Date
  taken_at: Date
  verdict: Proof['verdict']
  level: Proof['level']
  result: ProofResult
  expires_at: Date
  gone?: boolean
}

/** The newest one; its row is held until the end of the transaction. */
export async function loadProofOfPoint(tx: Tx, clientId: Id, restorePointId: Id): Promise<ProofRow | null> {
  const { rows } = await sql<ProofDb>`select p.*, r.taken_at from recovery_proof p
    join recovery_restore_point r on r.client_id = p.client_id and r.id = p.restore_point_id
    where p.client_id = ${clientId} and p.restore_point_id = ${restorePointId} order by p.at desc limit 1 for update of p`.execute(tx)
  return rows[0] === undefined ? null : proofOf(rows[0])
}

/** Of each device the newest `limit`, newest first. */
export async function loadProofs(tx: Tx, clientId: Id, deviceIds: readonly Id[], limit: number): Promise<Map<Id, ProofRow[]>> {
  const { rows } = await sql<ProofDb>`select p.*, r.taken_at, not ${REMAINS} as gone from unnest(${deviceIds}::uuid[]) d(id)
    cross join lateral (
      select * from recovery_proof f where f.client_id = ${clientId} and f.device_id = d.id order by f.at desc limit ${limit}) p
    join recovery_restore_point r on r.client_id = p.client_id and r.id = p.restore_point_id
    order by p.device_id, p.at desc`.execute(tx)
  return Map.groupBy(rows.map(proofOf), ({ deviceId }) => deviceId)
}

/** Those of all devices that ended in `[from, to)`, oldest first. */
export async function loadProofsBetween(tx: Tx, clientId: Id, { from, to }: { from: Date; to: Date }): Promise<ProofRow[]> {
  const { rows } = await sql<ProofDb>`select p.*, r.taken_at from recovery_proof p
    join recovery_restore_point r on r.client_id = p.client_id and r.id = p.restore_point_id
    where p.client_id = ${clientId} and p.at >= ${from} and p.at < ${to} order by p.at`.execute(tx)
  return rows.map(proofOf)
}

function proofOf(r: ProofDb): ProofRow {
  return {
    id: r.id,
    deviceId: r.device_id,
    restorePointId: r.restore_point_id,
    at: r.at,
    takenAt: r.taken_at,
    verdict: r.verdict,
    level: r.level,
    rtoSeconds: r.result.rtoSeconds,
    expiresAt: r.expires_at,
    result: r.result,
    ...(r.gone === true ? { gone: true as const } : {}),
  }
}

export type LastBackup = { endedAt: Date; outcome: BackupResult['outcome']; message: string }

/** Of each device the run that ended last. */
export async function loadLastBackups(tx: Tx, clientId: Id, deviceIds: readonly Id[]): Promise<Map<Id, LastBackup>> {
  type Row = { device_id: string; ended_at: Date; outcome: LastBackup['outcome']; message: string }
  const { rows } = await sql<Row>`select b.device_id, b.ended_at, b.outcome, b.message from unnest(${deviceIds}::uuid[]) d(id)
    cross join lateral (
      select * from recovery_backup r where r.client_id = ${clientId} and r.device_id = d.id order by r.ended_at desc limit 1) b`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.device_id, { endedAt: row.ended_at, outcome: row.outcome, message: row.message }]))
}

/** As `loadProofs`, without the records: for many devices at once. */
export async function loadVerdicts(tx: Tx, clientId: Id, deviceIds: readonly Id[], limit: number): Promise<Map<Id, Proof[]>> {
  type Row = {
    device_id: string
    at: Date
    taken_at: Date
    verdict: Proof['verdict']
    level: Proof['level']
    rto_seconds: number | null
    expires_at: Date
    gone: boolean
  }
  const { rows } = await sql<Row>`select p.*, r.taken_at, not ${REMAINS} as gone from unnest(${deviceIds}::uuid[]) d(id)
    cross join lateral (
      select client_id, device_id, restore_point_id, at, verdict, level, rto_seconds, expires_at
      from recovery_proof f where f.client_id = ${clientId} and f.device_id = d.id order by f.at desc limit ${limit}) p
    join recovery_restore_point r on r.client_id = p.client_id and r.id = p.restore_point_id`.execute(tx)
  const found = new Map<Id, Proof[]>()
  for (const row of rows) {
    const { at, verdict, level } = row
    const proof = {
      at,
      takenAt: row.taken_at,
      verdict,
      level,
      rtoSeconds: row.rto_seconds,
      expiresAt: row.expires_at,
      ...(row.gone ? { gone: true as const } : {}),
    }
    const known = found.get(row.device_id)
    if (known === undefined) found.set(row.device_id, [proof])
    else known.push(proof)
  }
  return found
}

function pointOf(r: PointDb): RestorePointRow {
  return { ...withoutManifest(r), manifest: r.manifest }
}

function withoutManifest(r: Omit<PointDb, 'manifest'>): Omit<RestorePointRow, 'manifest'> {
  return {
    id: r.id,
    clientId: r.client_id,
    deviceId: r.device_id,
    snapshotId: r.snapshot_id,
    takenAt: r.taken_at,
    receivedAt: r.received_at,
    paths: r.paths,
    files: Number(r.files),
    bytes: Number(r.bytes),
    bytesAdded: Number(r.bytes_added),
    policy: r.policy,
    parts: r.parts,
  }
}
