/** Tells monitoring which drills are overdue: each is an alert, kept by the first machine of the plan, since an alert is a machine's (docs/adr/0151). */
import type { Continuity } from '@mainstay/contract/continuity'
import { oneClient } from '../../platform/database/index.ts'
import { loadDevices } from '../devices/index.ts'
import { type Condition, replaceConditions } from '../monitoring/index.ts'
import { DRILL_WORD } from './domain/words.ts'
import type { ContinuityDeps } from './read.ts'
import { loadDrills, loadPlans } from './store.ts'
import { continuityWire } from './views.ts'

export async function watchDrills(deps: ContinuityDeps): Promise<void> {
  for (const clientId of await deps.ports.clientIds()) {
    const client = await deps.ports.clientOf(clientId)
    // It went while the others were looked at.
    if (client === null) continue
    await deps.database.transaction(oneClient(clientId), async (tx) => {
      // What is due stands in the plan and its drills alone: no record of the machines is read for it.
      const [rows, drills] = [await loadPlans(tx, clientId), await loadDrills(tx, clientId)]
      const one = continuityWire({ client, rows, drills, facts: [], now: deps.clock.now() })
      const there = new Set((await loadDevices(tx)).map(({ id }) => id))
      const conditions = conditionsOf(one, (deviceId) => there.has(deviceId))
      await replaceConditions(tx, { clientId, owner: 'continuity', conditions, at: deps.clock.now() })
    })
  }
}

function conditionsOf({ inForce, proof, clientName }: Continuity, isThere: (deviceId: string) => boolean): Condition[] {
  const first = inForce?.content.systems.flatMap(({ deviceId }) => (deviceId !== null && isThere(deviceId) ? [deviceId] : []))[0]
  if (first === undefined) return []
  return proof.due
    .filter(({ overdue }) => overdue)
    .map(({ kind, on }) => ({
      deviceId: first,
      rule: 'continuity.drill-overdue',
      ruleName: 'Drill of the recovery plan',
      subject: kind,
      cause: 'continuity',
      state: 'warning',
      summary: `The ${DRILL_WORD[kind]} of ${clientName} has been due since ${on}.`,
      detail: 'The plan that the client approved says how often it is tried. Hold the drill and record what came of it.',
    }))
}
