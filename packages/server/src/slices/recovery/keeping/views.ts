/** What is kept of a device, out of its records. */
import type { CopyStanding, DeviceKeeping } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../../platform/database/index.ts'
import { loadVerdictsOfPoints } from '../clean/store.ts'
import { loadOpenRequests, loadSettings, loadTombstones } from './store.ts'
import { loadUsage } from './usage.ts'

export async function deviceKeeping(
  tx: Tx,
  o: { clientId: Id; deviceId: Id; reader: string; now: Date; copies: CopyStanding[] },
): Promise<DeviceKeeping> {
  const { clientId, deviceId, reader, now } = o
  const used = await loadUsage(tx, clientId, deviceId)
  const verdicts = await loadVerdictsOfPoints(tx, clientId, deviceId)
  const clean = verdicts.find(({ verdict }) => verdict === 'clean')
  return {
    deviceId,
    settings: await loadSettings(tx, clientId, deviceId),
    used: used === null ? null : { bytes: used.bytes, at: used.at.toISOString() },
    lastClean:
      clean === undefined
        ? null
        : { restorePointId: clean.restorePointId, takenAt: clean.takenAt.toISOString(), scannedAt: clean.scannedAt.toISOString() },
    verdicts: verdicts.map(({ restorePointId, verdict, score, evidence, scannedAt, scanners, away, accepted }) => ({
      restorePointId,
      verdict,
      score,
      evidence,
      scannedAt: scannedAt.toISOString(),
      scanners,
      away,
      accepted,
    })),
    tombstones: (await loadTombstones(tx, { deviceId, dueAt: null })).map((stone) => ({
      id: stone.id,
      restorePointId: stone.restorePointId,
      takenAt: stone.takenAt.toISOString(),
      by: stone.byName,
      why: stone.why,
      madeAt: stone.madeAt.toISOString(),
      effectiveAt: stone.effectiveAt.toISOString(),
    })),
    requests: (await loadOpenRequests(tx, { deviceId }, now)).map((request) => ({
      id: request.id,
      kind: request.kind,
      delayDays: request.delayDays,
      restorePointId: request.restorePointId,
      takenAt: request.takenAt?.toISOString() ?? null,
      why: request.why,
      askedBy: request.askedByName,
      own: request.askedBy === reader,
      askedAt: request.askedAt.toISOString(),
      expiresAt: request.expiresAt.toISOString(),
    })),
    copies: o.copies,
  }
}
