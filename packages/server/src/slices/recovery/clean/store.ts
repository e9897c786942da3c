/** Writes and reads what was found in restore points. */
import type { CleanEvidence, CleanVerdict } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import { REMAINS } from '../store.ts'
import type { Acceptance, FalseAlarm } from './judge-scan.ts'
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
  /** Scanners that looked before, and were not there when it was to be looked at anew. */
  away: string[]
  accepted: Acceptance | null
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
    away: string[]
    accepted: Acceptance | null
  }
  const { rows } =
    await sql<Row>`select c.restore_point_id, r.snapshot_id, r.taken_at, c.verdict, c.score, c.evidence, c.files, c.scanned_at, c.scanners, c.away, c.accepted
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
    away: row.away,
    accepted: row.accepted,
  }))
}

export async function saveVerdict(
  tx: Tx,
  o: { clientId: Id; deviceId: Id } & Omit<PointVerdictRow, 'snapshotId' | 'takenAt'>,
): Promise<void> {
  await sql`insert into recovery_clean (client_id, restore_point_id, device_id, verdict, score, evidence, files, scanned_at, scanners, away, accepted)
    values (${o.clientId}, ${o.restorePointId}, ${o.deviceId}, ${o.verdict}, ${o.score}, ${JSON.stringify(o.evidence)}, ${o.files}, ${o.scannedAt}, ${JSON.stringify(o.scanners)},
      ${JSON.stringify(o.away)}, ${o.accepted === null ? null : JSON.stringify(o.accepted)})
    on conflict (client_id, restore_point_id) do update set verdict = excluded.verdict, score = excluded.score, evidence = excluded.evidence,
      files = coalesce(excluded.files, recovery_clean.files), scanned_at = excluded.scanned_at, scanners = excluded.scanners,
      away = excluded.away, accepted = excluded.accepted`.execute(tx)
}

/** Those that were judged before and cannot be looked at anew now. */
export async function markAway(tx: Tx, o: { clientId: Id; deviceId: Id; away: readonly string[] }): Promise<void> {
  await sql`update recovery_clean set away = ${JSON.stringify(o.away)} where client_id = ${o.clientId} and device_id = ${o.deviceId}
    and away <> ${JSON.stringify(o.away)}::jsonb`.execute(tx)
}

export async function insertFalseAlarm(
  tx: Tx,
  o: FalseAlarm & { clientId: Id; id: Id; deviceId: Id; restorePointId: Id; byId: string },
): Promise<void> {
  await sql`insert into recovery_false_alarm (client_id, id, device_id, restore_point_id, evidence, why, by_id, by_name, at)
    values (${o.clientId}, ${o.id}, ${o.deviceId}, ${o.restorePointId}, ${JSON.stringify(o.evidence)}, ${o.why}, ${o.byId}, ${o.by}, ${o.at})`.execute(
    tx,
  )
}

export async function loadFalseAlarms(tx: Tx, clientId: Id, deviceId: Id): Promise<FalseAlarm[]> {
  type Row = { evidence: CleanEvidence[]; why: string; by_name: string; at: Date }
  const { rows } = await sql<Row>`select evidence, why, by_name, at from recovery_false_alarm
    where client_id = ${clientId} and device_id = ${deviceId} order by at desc limit 1000`.execute(tx)
  return rows.map((row) => ({ evidence: row.evidence, why: row.why, by: row.by_name, at: row.at.toISOString() }))
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

/** A screen and an alert show the first of them. */
const MOST_SUSPECTS = 20

/** Of each device: the time of its last clean point, and its newest suspect ones; of however many points, few rows come. */
export async function loadCleanStandings(tx: Tx, clientId: Id, deviceIds: readonly Id[]): Promise<Map<Id, CleanStanding>> {
  type Row = { device_id: string; last_clean_at: Date | null; suspects: { takenAt: string; infected: boolean; score: number }[] }
  const { rows } = await sql<Row>`select d.id as device_id, l.last_clean_at, s.suspects from unnest(${deviceIds}::uuid[]) d(id)
    cross join lateral (
      select max(r.taken_at) as last_clean_at from recovery_clean c join recovery_restore_point r on r.client_id = c.client_id and r.id = c.restore_point_id
      where c.client_id = ${clientId} and c.device_id = d.id and c.verdict = 'clean' and ${REMAINS}) l
    cross join lateral (
      select coalesce(json_agg(json_build_object('takenAt', n.taken_at, 'infected', n.verdict = 'infected', 'score', n.score) order by n.taken_at desc), '[]') as suspects
      from (
        select r.taken_at, c.verdict, c.score from recovery_clean c join recovery_restore_point r on r.client_id = c.client_id and r.id = c.restore_point_id
        where c.client_id = ${clientId} and c.device_id = d.id and c.verdict in ('suspect', 'infected') and ${REMAINS}
        order by r.taken_at desc, r.id desc limit ${MOST_SUSPECTS}) n) s
    where l.last_clean_at is not null or json_array_length(s.suspects) > 0`.execute(tx)
  return new Map(
    rows.map(({ device_id: id, last_clean_at: lastCleanAt, suspects }) => [
      id,
      { lastCleanAt, suspects: suspects.map((one) => ({ ...one, takenAt: new Date(one.takenAt) })) },
    ]),
  )
}

export type Suspect = { takenAt: Date; infected: boolean; score: number }
