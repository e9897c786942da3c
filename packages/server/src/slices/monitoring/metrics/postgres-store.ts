/** The default store of measurements: compressed chunks in PostgreSQL, in three tiers (head, hour block, chunk). See docs/adr/0060. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '@mainstay/kernel'
import type { Database } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import type { Batch, MetricsStore } from '../ports.ts'
import { compactDays } from './compact-days.ts'
import { compactHours } from './compact-hours.ts'
import { createHeadFollower } from './head-follower.ts'
import { encodeRecord } from './head-record.ts'
import { createHeadWriter } from './head-writer.ts'
import { readRange } from './read-range.ts'
import { createRecentIndex } from './recent-index.ts'
import { DEFAULT_RETENTION, dropOldMonths, type Retention } from './retention.ts'

/** A large head is read in the background: readiness does not wait for it. */
const START_WAIT_MS = 2000

type Deps = { database: Database; log: Log; clock: Clock; retention?: Retention }

export function createPostgresMetrics({ database, log, clock, retention = DEFAULT_RETENTION }: Deps): MetricsStore {
  const ingest = database.pool('ingest')
  const recent = createRecentIndex()
  const writer = createHeadWriter({ pool: ingest, now: () => clock.now().getTime() })
  const follower = createHeadFollower({ pool: ingest, recent, log })
  let onKept: (batch: Batch) => void = () => {}
  return {
    start: async (listener) => {
      onKept = listener
      follower.start(listener)
      await Promise.race([follower.caughtUp().catch(() => {}), delay(START_WAIT_MS, undefined, { ref: false })])
    },
    append: async (batch) => {
      const position = await writer.append(encodeRecord(batch))
      if (follower.own(position.seq)) recent.add(batch.deviceId, position)
      onKept(batch)
    },
    range: async (query) => {
      await follower.caughtUp()
      return readRange({ database, recent, log }, query)
    },
    compact: async (now) => {
      const hours = await compactHours({ database, log }, now)
      return { hours, days: await compactDays({ database, log }, now) }
    },
    retain: async (now) => {
      const dropped = await dropOldMonths(database.pool('jobs'), retention, now)
      if (dropped > 0) log.info({ months: dropped }, 'months of measurements were dropped, being older than they are kept for')
    },
    stop: async () => {
      await writer.drain()
      await follower.stop()
    },
  }
}
