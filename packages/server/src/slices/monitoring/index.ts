/** The slice `monitoring`: what agents measure, how devices stand, alerts and incidents. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Clock, Id } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import type { AnyJob } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { Notice } from '../../platform/outbox/index.ts'
import { createCatalogue } from './ingest/catalogue.ts'
import { createFleet } from './ingest/fleet.ts'
import { createIngest, type IngestBatch } from './ingest/ingest.ts'
import { createSeenWriter } from './ingest/seen-writer.ts'
import { monitoringJobs } from './jobs.ts'
import { eventsRoute } from './live/events-route.ts'
import { createHub } from './live/hub.ts'
import { createPostgresMetrics } from './metrics/postgres-store.ts'
import type { Retention } from './metrics/retention.ts'
import type { DeviceKey, MetricsStore } from './ports.ts'
import { agentMetricsRoute, peopleRoutes } from './routes.ts'
import { createMonitoringService, type MonitoringService } from './service.ts'
import { createTurns } from './turns.ts'
import { type LatestValue, latestValues } from './views/series.ts'
import { monitoringSection, type ReportMonth } from './views/report.ts'
import { createLease } from './watch/lease.ts'
import { createWatcher } from './watch/watcher.ts'

export type { MonitoringService } from './service.ts'
export { type Condition, replaceConditions } from './watch/conditions.ts'

export type Monitoring = {
  service: MonitoringService
  /** For the server's own parts, without an actor: what is in memory. */
  views: { latest(device: DeviceKey): LatestValue[] }
  ingestBatch: IngestBatch
  /** What went wrong and for how long, and how many of the client's systems were heard; null without systems. */
  reportSection(actor: Actor, clientId: Id, month: ReportMonth, now: Date): Promise<ReportSection | null>
  /** What any slice changed, told to the open pages of those who may see the client. */
  tellPages(change: Notice): void
  /** Changes may have been missed: every open page reads all its views anew. */
  tellPagesAll(): void
  routes(app: FastifyInstance): Promise<void>
  /** What the job does every few minutes. */
  compact(now: Date): Promise<{ hours: number; days: number }>
  jobs: AnyJob[]
  /** Reads what was received lately, then watches. */
  start(): Promise<void>
  stop(): Promise<void>
}

type Deps = { database: Database; log: Log; clock: Clock; retention?: Retention; store?: MetricsStore }

const WATCH_EVERY_MS = 5000
const SEEN_EVERY_MS = 2000

export function createMonitoring({ database, log, clock, retention, store: other }: Deps): Monitoring {
  const store = other ?? createPostgresMetrics({ database, log, clock, ...(retention ? { retention } : {}) })
  const catalogue = createCatalogue({ database })
  const fleet = createFleet()
  const hub = createHub()
  const lease = createLease({ pool: database.pool('ingest'), name: 'watch' })
  const watcher = createWatcher({ database, fleet, catalogue, lease, clock, log })
  const seenWriter = createSeenWriter({ database, log })
  const ingestBatch = createIngest({ store, catalogue, fleet, seen: seenWriter.seen, onOutage: watcher.outage })
  const service = createMonitoringService({ database, store, catalogue, fleet })
  const turns = createTurns(log, [
    { every: WATCH_EVERY_MS, run: watcher.tick },
    { every: SEEN_EVERY_MS, run: seenWriter.flush },
  ])
  return {
    service,
    views: {
      latest: (device) => {
        const series = catalogue.known(device.deviceId)
        return series === undefined ? [] : latestValues(fleet, series, device)
      },
    },
    ingestBatch,
    reportSection: async (actor, clientId, month, now) => {
      authorise(actor, 'reports.write', clientId)
      return database.transaction(oneClient(clientId), (tx) => monitoringSection(tx, clientId, month, now))
    },
    tellPages: hub.publish,
    tellPagesAll: hub.everything,
    routes: async (app) => {
      await agentMetricsRoute(app, { ingest: ingestBatch, clock })
      peopleRoutes(app, service)
      eventsRoute(app, hub)
    },
    compact: store.compact,
    jobs: monitoringJobs({ store, clock, log }),
    start: async () => {
      await store.start((batch) => {
        watcher.note(fleet.note(batch))
        hub.publish({ topic: 'values', clientId: batch.clientId, deviceId: batch.deviceId })
      })
      turns.start()
    },
    stop: async () => {
      await turns.stop()
      hub.stop()
      await store.stop()
      await seenWriter.flush()
      await lease.release().catch((error: unknown) => log.debug({ err: error }, 'the lease was not released; it runs out'))
    },
  }
}
