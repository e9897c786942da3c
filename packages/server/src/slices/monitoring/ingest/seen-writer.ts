/** Tells the slice devices when each was last seen: gathered, since a write for every batch would cost more than the batch. */
import type { Id } from '@mainstay/kernel'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { saveSeen } from '../../devices/index.ts'
import type { DeviceKey } from '../ports.ts'

export type SeenWriter = {
  seen(device: DeviceKey, at: Date, skewSeconds: number): void
  flush(): Promise<void>
}

/** A change of the clock is told at once, the mere sight of a device so often. */
const EVERY_MS = 60_000
/** Below this a skew counts as the same. */
const SAME_SKEW_S = 5

type Sight = DeviceKey & { at: Date; skewSeconds: number; written: Date; writtenSkew: number | null }

export function createSeenWriter({ database, log }: { database: Database; log: Log }): SeenWriter {
  const sights = new Map<Id, Sight>()
  const due = new Set<Sight>()
  return {
    seen: (device, at, skewSeconds) => {
      let sight = sights.get(device.deviceId)
      if (sight === undefined)
        sights.set(device.deviceId, (sight = { ...device, at, skewSeconds, written: new Date(0), writtenSkew: null }))
      sight.at = at
      sight.skewSeconds = skewSeconds
      const changed = sight.writtenSkew === null || Math.abs(sight.writtenSkew - skewSeconds) >= SAME_SKEW_S
      if (changed || at.getTime() - sight.written.getTime() >= EVERY_MS) due.add(sight)
    },
    flush: async () => {
      const all = [...due]
      due.clear()
      for (const [clientId, ofClient] of Map.groupBy(all, (sight) => sight.clientId)) {
        try {
          await database.transaction(oneClient(clientId), async (tx) => {
            for (const { deviceId, at, skewSeconds } of ofClient) await saveSeen(tx, deviceId, at, skewSeconds, null)
          })
          for (const sight of ofClient) Object.assign(sight, { written: sight.at, writtenSkew: sight.skewSeconds })
        } catch (error) {
          for (const sight of ofClient) due.add(sight)
          log.warn({ err: error, clientId }, 'when devices were seen could not be written, trying again')
        }
      }
    },
  }
}
