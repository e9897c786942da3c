/** Holds a device's restore points against the keep rules: what may go gets a tombstone, what is needed again loses it. */
import { type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { systemActor } from '../../../platform/auth/index.ts'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import { type Why, whatStays } from './retention.ts'
import { insertTombstone, loadSettings, loadStoredPoints, withdrawTombstone } from './store.ts'

const DAY_MS = 86_400_000
const BY_RULES = 'the keep rules'
/** Reasons against which one person's word does not hold either. */
const NEVER: readonly Why[] = ['last-passed', 'last-clean', 'held']

export type RulesApplied = { removed: Id[]; keptAgain: Id[] }

export async function applyRules(
  { database, clock }: { database: Database; clock: Clock },
  { clientId, deviceId }: { clientId: Id; deviceId: Id },
): Promise<RulesApplied> {
  const at = clock.now()
  const actor = systemActor('recovery', [clientId], [])
  return database.transaction(oneClient(clientId), async (tx) => {
    const { keep, delayDays } = await loadSettings(tx, clientId, deviceId)
    const points = await loadStoredPoints(tx, clientId, deviceId)
    const stays = whatStays(points, keep, at)
    const done: RulesApplied = { removed: [], keptAgain: [] }
    for (const { id, tombstone } of points) {
      const why = stays.get(id)
      const audit = (action: string, data: Record<string, unknown>) =>
        recordAudit(tx, { actor, clientId, action, subject: deviceId, data: { restorePointId: id, ...data }, at })
      if (why === undefined && tombstone === null) {
        const effectiveAt = new Date(at.getTime() + delayDays * DAY_MS)
        await insertTombstone(tx, {
          id: newId(at.getTime()),
          clientId,
          deviceId,
          restorePointId: id,
          byKind: 'rules',
          byName: BY_RULES,
          why: 'no keep rule asks for it any more',
          madeAt: at,
          effectiveAt,
          requestId: null,
        })
        await audit('recovery.removal-planned', { by: BY_RULES, effectiveAt: effectiveAt.toISOString() })
        done.removed.push(id)
      } else if (why !== undefined && tombstone !== null && !tombstone.agreed) {
        if (!tombstone.byRules && !why.some((one) => NEVER.includes(one))) continue
        await withdrawTombstone(tx, { clientId, id: tombstone.id, by: BY_RULES, at })
        await audit('recovery.removal-taken-back', { by: BY_RULES, why })
        done.keptAgain.push(id)
      }
    }
    return done
  })
}
