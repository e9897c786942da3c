/** How a device stands with its recovery, out of its records. */
import type { BackupPolicy } from '@mainstay/contract/agent'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../platform/database/index.ts'
import { rpoAchieved, rtoAchieved, standing } from './domain.ts'
import { type LastBackup, loadLastBackups, loadProofs, loadRestorePoints, type PointSummary, type ProofRow } from './store.ts'

type Device = { id: Id; clientId: Id; hostname: string }
export type Records = { device: Device; points: PointSummary[]; proofs: ProofRow[]; lastBackup: LastBackup | null }

/** A month of tests and more. */
const PROOFS = 50

/** Of devices of one client, with their newest restore points, `points` each. */
export async function recordsOf(tx: Tx, clientId: Id, devices: readonly Device[], points: number): Promise<Records[]> {
  const ids = devices.map(({ id }) => id)
  const pointsOf = await loadRestorePoints(tx, clientId, ids, points)
  const proofsOf = await loadProofs(tx, clientId, ids, PROOFS)
  const lastOf = await loadLastBackups(tx, clientId, ids)
  return devices.map((device) => ({
    device,
    points: pointsOf.get(device.id) ?? [],
    proofs: proofsOf.get(device.id) ?? [],
    lastBackup: lastOf.get(device.id) ?? null,
  }))
}

export function deviceRecovery({ device, points, proofs, lastBackup }: Records, policy: BackupPolicy | null, now: Date): DeviceRecovery {
  const asked = policy?.proofLevel ?? 'L2'
  const newest = points[0]
  return {
    deviceId: device.id,
    hostname: device.hostname,
    standing: standing({ protected: policy !== null || points.length > 0, proofs, asked, now }),
    asked,
    promised: policy === null ? null : { rpoSeconds: policy.rpoSeconds, rtoSeconds: policy.rtoSeconds },
    rpoSeconds: rpoAchieved(proofs, asked, now),
    newestBackupAgeSeconds: newest === undefined ? null : Math.max(0, Math.round((now.getTime() - newest.takenAt.getTime()) / 1000)),
    lastBackup: lastBackup === null ? null : { ...lastBackup, endedAt: lastBackup.endedAt.toISOString() },
    rto: rtoAchieved(proofs, 10),
    restorePoints: points.map((p) => ({
      id: p.id,
      snapshotId: p.snapshotId,
      takenAt: p.takenAt.toISOString(),
      receivedAt: p.receivedAt?.toISOString() ?? null,
      paths: p.paths,
      files: p.files,
      bytes: p.bytes,
      bytesAdded: p.bytesAdded,
      sampled: p.sampled,
    })),
    proofs: proofs.map((p) => ({
      id: p.id,
      restorePointId: p.restorePointId,
      at: p.at.toISOString(),
      expiresAt: p.expiresAt.toISOString(),
      result: p.result,
    })),
  }
}
