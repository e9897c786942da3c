/** How a device stands with its recovery, out of its records. */
import type { BackupPolicy } from '@mainstay/contract/agent'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../platform/database/index.ts'
import { rpoAchieved, rtoAchieved, standing } from './domain.ts'
import { loadProofs, loadRestorePoints } from './store.ts'

type Records = {
  device: { id: Id; clientId: Id; hostname: string }
  points: Awaited<ReturnType<typeof loadRestorePoints>>
  proofs: Awaited<ReturnType<typeof loadProofs>>
}

/** A month of tests and more. */
const PROOFS = 50

export async function recordsOf(tx: Tx, device: Records['device'], points: number): Promise<Records> {
  return { device, points: await loadRestorePoints(tx, device.id, points), proofs: await loadProofs(tx, device.id, PROOFS) }
}

export function deviceRecovery({ device, points, proofs }: Records, policy: BackupPolicy | null, now: Date): DeviceRecovery {
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
      sampled: p.manifest?.entries.length ?? null,
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
