/** Tells monitoring which drills are overdue: each is an alert, kept by the first machine of the plan, since an alert is a machine's (docs/adr/0151). */
import type { Continuity } from '@mainstay/contract/continuity'
import { oneClient } from '../../platform/database/index.ts'
import { loadDevices } from '../devices/index.ts'
import { type Condition, replaceConditions } from '../monitoring/index.ts'
import { DRILL_WORD } from './domain/words.ts'
import { type ContinuityDeps, readContinuity } from './read.ts'

export async function watchDrills(deps: ContinuityDeps): Promise<void> {
  for (const clientId of await deps.ports.clientIds()) {
    const one = await readContinuity(deps, clientId)
    await deps.database.transaction(oneClient(clientId), async (tx) => {
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
