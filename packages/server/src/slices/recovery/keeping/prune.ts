/** Removes from a repository what its tombstones name, once their time has come. It may be killed at any moment: what stays is whole, and the next run goes on. */
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { systemActor } from '../../../platform/auth/index.ts'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import { type ResticExit, runRestic } from '../../../prove/restic-process.ts'
import { targetOf } from '../../../prove/restic-target.ts'
import { createScratch, reapScratch } from '../../../prove/scratch.ts'
import { applyRules } from './apply-rules.ts'
import type { Leases } from './leases.ts'
import { loadTombstones, markRemoved } from './store.ts'

export type PruneDeps = {
  database: Database
  clock: Clock
  leases: Leases
  workFolder: string
  restic: string
  /** The repository's place and its key, unwrapped for this alone. */
  repositoryOf(device: { clientId: Id; deviceId: Id }): Promise<{ repository: string; key: string }>
}

/** `busy`: a test, a restored server or the agent has the repository; the next run tries again. */
export type Pruned = { outcome: 'nothing' | 'busy' | 'done'; removed: Id[] }

/** restic: another process holds a lock. */
const LOCKED = 11

export async function pruneDevice(deps: PruneDeps, device: { clientId: Id; deviceId: Id }, signal: AbortSignal): Promise<Pruned> {
  const { database, clock } = deps
  const { clientId, deviceId } = device
  const due = () => database.transaction(oneClient(clientId), (tx) => loadTombstones(tx, { deviceId, dueAt: clock.now() }))
  if ((await due()).length === 0) return { outcome: 'nothing', removed: [] }
  const pruned = await deps.leases.alone(device, async (): Promise<Pruned> => {
    // What failed its test since may have made another point the last one that passed.
    await applyRules(deps, device)
    const stones = await due()
    if (stones.length === 0) return { outcome: 'nothing', removed: [] }
    if (
      !(await removeSnapshots(
        deps,
        device,
        stones.flatMap(({ snapshotId, parts }) => [snapshotId, ...parts]),
        signal,
      ))
    )
      return { outcome: 'busy', removed: [] }
    await database.transaction(oneClient(clientId), async (tx) => {
      const at = clock.now()
      await markRemoved(tx, { clientId, ids: stones.map(({ id }) => id), at })
      const data = { restorePointIds: stones.map(({ restorePointId }) => restorePointId) }
      await recordAudit(tx, {
        actor: systemActor('recovery', [clientId], []),
        clientId,
        action: 'recovery.removed',
        subject: deviceId,
        data,
        at,
      })
    })
    return { outcome: 'done', removed: stones.map(({ restorePointId }) => restorePointId) }
  })
  return pruned ?? { outcome: 'busy', removed: [] }
}

/** False while somebody else has the repository. A snapshot that is gone already is no error. */
async function removeSnapshots(deps: PruneDeps, device: { clientId: Id; deviceId: Id }, snapshots: readonly string[], signal: AbortSignal) {
  const { repository, key } = await deps.repositoryOf(device)
  await reapScratch(deps.workFolder)
  const scratch = await createScratch(deps.workFolder)
  try {
    const target = targetOf({ repository, password: { kind: 'value', secret: key }, binary: deps.restic }, scratch)
    // Removes locks of processes that are gone, never others.
    const steps = [['unlock'], ['forget', '--quiet', ...snapshots], ['prune', '--quiet', '--max-unused', '5%']]
    for (const args of steps) {
      const ran = await runRestic(target, args, { signal, locks: true })
      signal.throwIfAborted()
      if (ran.kind === 'exited' && ran.code === LOCKED) return false
      if (ran.kind !== 'exited' || ran.code !== 0) throw new AppError('recovery.keeping.prune-failed', { detail: detailOf(ran) })
    }
    return true
  } finally {
    await scratch.remove()
  }
}

function detailOf(ran: ResticExit): string {
  return ran.kind === 'exited' ? `restic gave ${ran.code}: ${ran.lines.slice(-3).join(' ')}` : `restic is ${ran.kind}`
}
