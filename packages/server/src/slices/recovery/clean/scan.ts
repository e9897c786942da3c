/** Looks into each new restore point of a device, and into all of them again when the scanners' signatures changed and every scanner is there. */
import type { Clock, Id } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { systemActor } from '../../../platform/auth/index.ts'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import { publish } from '../../../platform/outbox/index.ts'
import { findLastClean } from '../../../last-clean/find-last-clean.ts'
import type { Leases } from '../keeping/leases.ts'
import { loadStoredPoints } from '../keeping/store.ts'
import { looksAnew, scannersAway, verdictOf } from './judge-scan.ts'
import { loadCarried, loadFalseAlarms, loadVerdictsOfPoints, markAway, saveCarried, saveVerdict } from './store.ts'

export type ScanDeps = {
  database: Database
  clock: Clock
  leases: Leases
  workFolder: string
  restic: string
  repositoryOf(device: { clientId: Id; deviceId: Id }): Promise<{ repository: string; key: string }>
  /** A folder of YARA rules beside our own. */
  yara: string | null
}

export type Scanned = { points: number; suspect: number; why: string | null }

export async function scanDevice(deps: ScanDeps, device: { clientId: Id; deviceId: Id }, signal: AbortSignal): Promise<Scanned> {
  const { database, clock } = deps
  const { clientId, deviceId } = device
  const { points, verdicts, carried, alarms } = await database.transaction(oneClient(clientId), async (tx) => ({
    points: await loadStoredPoints(tx, clientId, deviceId),
    verdicts: await loadVerdictsOfPoints(tx, clientId, deviceId),
    carried: await loadCarried(tx, clientId, deviceId),
    alarms: await loadFalseAlarms(tx, clientId, deviceId),
  }))
  const look = (since: Parameters<typeof findLastClean>[0]['since']) =>
    deps.leases.reading(device, signal, async () => {
      const { repository, key } = await deps.repositoryOf(device)
      return findLastClean({
        repository,
        password: { kind: 'value', secret: key },
        yara: deps.yara,
        workFolder: deps.workFolder,
        binary: deps.restic,
        signal,
        ...(since === undefined ? {} : { since }),
      })
    })
  let found = await look({ judged: new Set(verdicts.map(({ snapshotId }) => snapshotId)), carried })
  // Asked after the look, which finds out by itself which scanners are there.
  if (found.known && looksAnew(verdicts, found.answer.scanners, clock.now())) found = await look(undefined)
  signal.throwIfAborted()
  if (!found.known) return { points: 0, suspect: 0, why: found.answer.reasons[0]?.text ?? 'it could not be looked at' }
  const byId = new Map(points.map((point) => [point.snapshotId, point]))
  const at = clock.now()
  const suspects: string[] = []
  const away = scannersAway(verdicts, found.answer.scanners, at)
  await database.transaction(oneClient(clientId), async (tx) => {
    await markAway(tx, { clientId, deviceId, away })
    for (const { id, verdict: seen, score, evidence } of found.answer.points) {
      const point = byId.get(id)
      if (point === undefined) continue
      const files = found.files.get(id) ?? null
      const { verdict, accepted } = verdictOf({ verdict: seen, evidence }, away, alarms)
      await saveVerdict(tx, {
        clientId,
        deviceId,
        restorePointId: point.id,
        verdict,
        score,
        evidence,
        files,
        scannedAt: at,
        scanners: found.answer.scanners,
        away,
        accepted,
      })
      if (verdict === 'suspect' || verdict === 'infected') suspects.push(point.id)
    }
    for (const known of verdicts) {
      if (!found.suspectSince.includes(known.snapshotId) || known.verdict !== 'clean') continue
      const detail = 'files that a later point shows as turned to ciphertext were so already here'
      const evidence = [...known.evidence, { kind: 'ciphertext' as const, path: null, detail }]
      await saveVerdict(tx, { clientId, deviceId, ...known, verdict: 'suspect', evidence, scannedAt: at, away, accepted: null })
      suspects.push(known.restorePointId)
    }
    await saveCarried(tx, clientId, deviceId, found.carried)
    if (suspects.length === 0) return
    const actor = systemActor('recovery', [clientId], [])
    await recordAudit(tx, { actor, clientId, action: 'recovery.suspect-found', subject: deviceId, data: { restorePointIds: suspects }, at })
    await publish(tx, { topic: 'recovery.point.suspect', clientId, payload: { deviceId, restorePointIds: suspects }, at })
  })
  return { points: found.answer.points.length, suspect: suspects.length, why: null }
}
