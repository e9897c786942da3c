/** Whether systems have a whole copy of their backups in a second place, by what the copies said of themselves. */
import type { Clock, Id } from '@mainstay/kernel'
import { type Database, oneClient } from '../platform/database/index.ts'
import { copyStanding, loadCopyReports } from '../slices/recovery/index.ts'

/** Null: no copy is recorded, or it is silent, so nothing is known. */
export type CopiedOf = (clientId: Id, deviceIds: readonly Id[]) => Promise<(deviceId: Id) => boolean | null>

export function createCopiedOf({ database, clock }: { database: Database; clock: Clock }): CopiedOf {
  return async (clientId, deviceIds) => {
    const now = clock.now()
    const said = await database.transaction(oneClient(clientId), (tx) => loadCopyReports(tx, clientId, deviceIds, now))
    return (deviceId) => {
      const standings = (said.get(deviceId) ?? []).map((one) => copyStanding(one, now).standing)
      if (standings.includes('good')) return true
      return standings.some((one) => one !== 'silent') ? false : null
    }
  }
}
