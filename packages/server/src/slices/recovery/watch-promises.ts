/** Holds every protected device against its policy, and tells monitoring which promises are not kept: those are its alerts. */
import type { Clock, Id } from '@mainstay/kernel'
import { type Database, EVERY_CLIENT, oneClient } from '../../platform/database/index.ts'
import { loadDevices, type AppliedPolicy } from '../devices/index.ts'
import { type Condition, replaceConditions } from '../monitoring/index.ts'
import { loadCleanStandings } from './clean/store.ts'
import { copyStanding } from './copies/standing.ts'
import { loadReports } from './copies/store.ts'
import { brokenKeeping } from './keeping/promises.ts'
import { loadKept } from './keeping/usage.ts'
import { type Broken, brokenPromises } from './promises.ts'
import { loadLastBackups, loadVerdicts } from './store.ts'

type Deps = {
  database: Database
  clock: Clock
  policiesOf(clientId: Id, deviceIds: readonly Id[]): Promise<ReadonlyMap<Id, AppliedPolicy>>
}

/** A month of tests and more. */
const PROOFS = 50

export async function watchPromises({ database, clock, policiesOf }: Deps): Promise<void> {
  const all = await database.transaction(EVERY_CLIENT, loadDevices)
  for (const [clientId, devices] of Map.groupBy(all, (device) => device.clientId)) {
    const ids = devices.map(({ id }) => id)
    const policies = await policiesOf(clientId, ids)
    await database.transaction(oneClient(clientId), async (tx) => {
      const now = clock.now()
      const proofs = await loadVerdicts(tx, clientId, [...policies.keys()], PROOFS)
      const backups = await loadLastBackups(tx, clientId, [...policies.keys()])
      const promises = [...policies].flatMap(([deviceId, { policy, appliedAt }]): Condition[] =>
        policy.backup === null
          ? []
          : brokenPromises({
              policy: policy.backup,
              appliedAt,
              proofs: proofs.get(deviceId) ?? [],
              lastBackup: backups.get(deviceId) ?? null,
              now,
            }).map((broken) => condition(deviceId, broken)),
      )
      // Also of devices whose policy protects them no more: what was kept is still theirs.
      const kept = await loadKept(tx, clientId, ids, now)
      const clean = await loadCleanStandings(tx, clientId, ids)
      const said = await loadReports(tx, clientId, ids, now)
      const keeping = ids.flatMap((deviceId) =>
        brokenKeeping({
          clean: clean.get(deviceId) ?? null,
          used: kept.get(deviceId)?.used ?? null,
          untold: kept.get(deviceId)?.untold ?? null,
          copies: (said.get(deviceId) ?? []).map((one) => copyStanding(one, now)),
        }).map((broken) => condition(deviceId, broken)),
      )
      const conditions = [...promises, ...keeping]
      await replaceConditions(tx, { clientId, owner: 'recovery', conditions, at: now })
    })
  }
}

function condition(deviceId: Id, broken: Broken): Condition {
  return { ...broken, deviceId, subject: '', cause: 'recovery' }
}
