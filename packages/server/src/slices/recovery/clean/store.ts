/** Writes and reads what was found in restore points. */
import type { CleanEvidence, CleanVerdict } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import { REMAINS } from '../store.ts'
import type { CarriedByGroup } from '../../../last-clean/find-last-clean.ts'

export type Scanners = { name: string; signatures: string }[]

export type PointVerdictRow = {
  restorePointId: Id
  snapshotId: string
  takenAt: Date
  verdict: CleanVerdict
  score: number
  evidence: CleanEvidence[]
  files: number | null
  scannedAt: Date
  scanners: Scanners
}

/** Of the points that are still there, newest first. */
export async function loadVerdictsOfPoints(tx: Tx, clientId: Id, deviceId: Id): Promise<PointVerdictRow[]> {
  type Row = {
    restore_point_id: string
    snapshot_id: string
    taken_at: Date
    verdict: CleanVerdict
    score: number
    evidence: CleanEvidence[]
    files: string | null
    scanned_at: Date
    scanners: Scanners
  }
  const { rows } =
    await sql<Row>`select c.restore_point_id, r.snapshot_id, r.taken_at, c.verdict, c.score, c.evidence, c.files, c.scanned_at, c.scanners
    from recovery_clean c join recovery_restore_point r on r.client_id = c.client_id and r.id = c.restore_point_id
    where c.client_id = ${clientId} and c.device_id = ${deviceId}
      and ${REMAINS}
    order by r.taken_at desc, r.id desc`.execute(tx)
  return rows.map((row) => ({
    restorePointId: row.restore_point_id,
    snapshotId: row.snapshot_id,
    takenAt: row.taken_at,
    verdict: row.verdict,
    score: row.score,
    evidence: row.evidence,
    files: row.files === null ? null : Number(row.files),
    scannedAt: row.scanned_at,
    scanners: row.scanners,
  }))
}

export async function saveVerdict(
  tx: Tx,
  o: { clientId: Id; deviceId: Id } & Omit<PointVerdictRow, 'snapshotId' | 'takenAt'>,
): Promise<void> {
  await sql`insert into recovery_clean (client_id, restore_point_id, device_id, verdict, score, evidence, files, scanned_at, scanners)
    values (${o.clientId}, ${o.restorePointId}, ${o.deviceId}, ${o.verdict}, ${o.score}, ${JSON.stringify(o.evidence)}, ${o.files}, ${o.scannedAt}, ${JSON.stringify(o.scanners)})
    on conflict (client_id, restore_point_id) do update set verdict = excluded.verdict, score = excluded.score, evidence = excluded.evidence,
      files = coalesce(excluded.files, recovery_clean.files), scanned_at = excluded.scanned_at, scanners = excluded.scanners`.execute(tx)
}

export async function loadCarried(tx: Tx, clientId: Id, deviceId: Id): Promise<CarriedByGroup> {
  const { rows } = await sql<{
    carried: CarriedByGroup
  }>`select carried from recovery_clean_state where client_id = ${clientId} and device_id = ${deviceId}`.execute(tx)
  return rows[0]?.carried ?? {}
}

export async function saveCarried(tx: Tx, clientId: Id, deviceId: Id, carried: CarriedByGroup): Promise<void> {
  await sql`insert into recovery_clean_state (client_id, device_id, carried) values (${clientId}, ${deviceId}, ${JSON.stringify(carried)})
    on conflict (client_id, device_id) do update set carried = excluded.carried`.execute(tx)
}

export type CleanStanding = { lastCleanAt: Date | null; suspects: Suspect[] }

/** Of each device: the time of its last clean point, and its suspect ones, newest first. */
export async function loadCleanStandings(tx: Tx, clientId: Id, deviceIds: readonly Id[]): Promise<Map<Id, CleanStanding>> {
  type Row = { device_id: string; verdict: CleanVerdict; taken_at: Date; score: number }
  const { rows } = await sql<Row>`select c.device_id, c.verdict, r.taken_at, c.score
    from recovery_clean c join recovery_restore_point r on r.client_id = c.client_id and r.id = c.restore_point_id
    where c.client_id = ${clientId} and c.device_id = any (${deviceIds}::uuid[])
      and ${REMAINS}
    order by r.taken_at desc, r.id desc`.execute(tx)
  const found = new Map<Id, CleanStanding>()
  for (const [deviceId, points] of Map.groupBy(rows, (row) => row.device_id)) {
    const clean = points.find(({ verdict }) => verdict === 'clean')
    const suspects = points.filter(({ verdict }) => verdict === 'suspect' || verdict === 'infected')
    const list = suspects.map((one) => ({ takenAt: one.taken_at, infected: one.verdict === 'infected', score: one.score }))
    found.set(deviceId, { lastCleanAt: clean?.taken_at ?? null, suspects: list })
  }
  return found
}

export type Suspect = { takenAt: Date; infected: boolean; score: number }
