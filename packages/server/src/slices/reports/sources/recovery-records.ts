/** Reads what recovery recorded until an instant; it writes nothing there. */
import type { BackupPolicy, ProofLevel } from '@mainstay/contract/agent'
import type { CopyStanding } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import { copyStanding, loadCopyReports, type Proof } from '../../recovery/index.ts'

export type ReportedSystem = {
  deviceId: Id
  hostname: string
  newestPointAt: Date | null
  asked: ProofLevel
  promised: { rpoSeconds: number; rtoSeconds: number } | null
  proofs: Proof[]
  /** How its copies in other places stood. */
  copies: CopyStanding['standing'][]
}

/** The level that is asked for where no policy says another. */
const ASKED: ProofLevel = 'L2'

type PointRow = { device_id: string; taken_at: Date; policy: BackupPolicy | null }
type ProofRow = {
  device_id: string
  at: Date
  taken_at: Date
  verdict: Proof['verdict']
  level: ProofLevel | null
  rto: string | null
  expires_at: Date
}

/** Of a restore point `r`: it was not removed by then. */
const remained = (until: Date) =>
  sql`not exists (select from recovery_tombstone t where t.client_id = r.client_id and t.restore_point_id = r.id and t.done_at <= ${until})`

/** The newest restore point carries the policy that was in force; proofs of 62 days reach past any month and any usual expiry. */
export async function loadSystems(
  tx: Tx,
  clientId: Id,
  devices: readonly { id: Id; hostname: string }[],
  until: Date,
): Promise<ReportedSystem[]> {
  const points = await sql<PointRow>`select distinct on (device_id) device_id, taken_at, policy from recovery_restore_point
    r where client_id = ${clientId} and taken_at < ${until} and ${remained(until)} order by device_id, taken_at desc`.execute(tx)
  const proofs =
    await sql<ProofRow>`select p.device_id, p.at, r.taken_at, p.verdict, p.level, p.result ->> 'rtoSeconds' as rto, p.expires_at
    from recovery_proof p join recovery_restore_point r on r.client_id = p.client_id and r.id = p.restore_point_id
    where p.client_id = ${clientId} and p.at < ${until} and ${remained(until)} and (p.at >= ${until}::timestamptz - interval '62 days' or p.expires_at > ${until})`.execute(
      tx,
    )
  const said = await loadCopyReports(
    tx,
    clientId,
    devices.map(({ id }) => id),
    until,
  )
  return devices.map(({ id, hostname }) => {
    const point = points.rows.find((one) => one.device_id === id)
    const policy = point?.policy ?? null
    return {
      deviceId: id,
      hostname,
      newestPointAt: point?.taken_at ?? null,
      asked: policy?.proofLevel ?? ASKED,
      promised: policy === null ? null : { rpoSeconds: policy.rpoSeconds, rtoSeconds: policy.rtoSeconds },
      proofs: proofs.rows.filter((one) => one.device_id === id).map(proofOf),
      copies: (said.get(id) ?? []).map((one) => copyStanding(one, until).standing),
    }
  })
}

function proofOf(row: ProofRow): Proof {
  return {
    at: row.at,
    takenAt: row.taken_at,
    verdict: row.verdict,
    level: row.level,
    rtoSeconds: row.rto === null ? null : Number(row.rto),
    expiresAt: row.expires_at,
  }
}
