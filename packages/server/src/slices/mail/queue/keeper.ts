/** Makes a message durable: its bytes on disk under its name, then its rows in one transaction with others that came at the same time. */
import type { Blobs, StagedBlob } from '../../../platform/blobs/index.ts'
import { type Database, databaseTrouble } from '../../../platform/database/index.ts'
import { type Claim, type Count, addCounts, insertDeliveries } from '../store/deliveries.ts'
import type { Delivery } from './delivery.ts'
import { grouped } from './grouped.ts'

export type Kept = { deliveries: readonly Delivery[]; counts: readonly Count[]; claim: Claim | null }

export type Keeper = {
  /** Resolves when nothing but the loss of the disk can lose it. On an error nothing of it counts, and the sender must be told to try again. */
  keep(staged: Pick<StagedBlob, 'keep'>, item: Kept): Promise<void>
}

export function createKeeper({ database, blobs }: { database: Database; blobs: Pick<Blobs, 'remove'> }): Keeper {
  const write = grouped<Kept, void>(async (items) => {
    const clientIds = [...new Set(items.flatMap(({ deliveries, counts }) => [...deliveries, ...counts].map((one) => one.clientId)))]
    await database.transaction({ clientIds }, async (tx) => {
      for (const [claim, group] of Map.groupBy(items, (item) => item.claim))
        await insertDeliveries(
          tx,
          group.flatMap((one) => one.deliveries),
          claim,
        )
      await addCounts(
        tx,
        items.flatMap((one) => one.counts),
      )
    })
    return items.map(() => undefined)
  }, 100)
  return {
    keep: async (staged, item) => {
      const names = new Map(
        item.deliveries
          .filter(({ state }) => state !== 'rejected')
          .map(({ clientId, messageId, sha256 }) => [messageId, { clientId, owner: messageId, sha256 }]),
      )
      await Promise.all([...names.values()].map((name) => staged.keep(name)))
      try {
        await write(item)
      } catch (error) {
        // Of a lost connection nobody knows whether the rows stand: then the bytes must stay too, and the daily look-round removes them if not.
        if (databaseTrouble(error) === null) await Promise.all([...names.values()].map((name) => blobs.remove(name)))
        throw error
      }
    },
  }
}
