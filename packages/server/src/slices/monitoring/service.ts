/** What people may see of monitoring: each use case authorises, then reads within the actor's scope. */
import type { Alert, DeviceList, DeviceListQuery, Incident, SeriesAnswer } from '@mainstay/contract/monitoring'
import { AppError, type Id } from '@mainstay/kernel'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { loadDevice } from '../devices/index.ts'
import type { Catalogue } from './ingest/catalogue.ts'
import type { Fleet } from './ingest/fleet.ts'
import type { DeviceKey, MetricsStore } from './ports.ts'
import { listAlerts, listIncidents, type ListQuery } from './views/alerts.ts'
import { listDevices } from './views/devices.ts'
import { type LatestValue, latestValues, readSeries, type SeriesQuery } from './views/series.ts'

export type MonitoringService = {
  devices(actor: Actor, query: DeviceListQuery): Promise<DeviceList>
  latest(actor: Actor, deviceId: Id): Promise<LatestValue[]>
  series(actor: Actor, deviceId: Id, query: SeriesQuery): Promise<SeriesAnswer>
  alerts(actor: Actor, query: ListQuery): Promise<{ rows: Alert[]; total: number }>
  incidents(actor: Actor, query: ListQuery): Promise<{ rows: Incident[]; total: number }>
}

type Deps = { database: Database; store: MetricsStore; catalogue: Catalogue; fleet: Fleet }

export function createMonitoringService({ database, store, catalogue, fleet }: Deps): MonitoringService {
  /** Another client's device is not found: that it exists is not told. */
  async function deviceFor(actor: Actor, deviceId: Id): Promise<DeviceKey> {
    authorise(actor, 'monitoring.read')
    const device = await database.transaction(scopeOf(actor), (tx) => loadDevice(tx, deviceId))
    if (device === null) throw new AppError('platform.not-found', { what: 'device' })
    return { clientId: device.clientId, deviceId }
  }
  return {
    devices: async (actor, query) => {
      authorise(actor, 'monitoring.read', query.clientId)
      return database.transaction(scopeOf(actor, query.clientId), (tx) => listDevices(tx, query))
    },
    latest: async (actor, deviceId) => {
      const device = await deviceFor(actor, deviceId)
      const series = catalogue.known(deviceId)
      const known = fleet.of(deviceId)?.times.length ?? 0
      return latestValues(fleet, series !== undefined && series.types.length >= known ? series : await catalogue.reload(device), device)
    },
    series: async (actor, deviceId, query) => readSeries({ store, catalogue }, await deviceFor(actor, deviceId), query),
    alerts: async (actor, query) => {
      authorise(actor, 'monitoring.read', query.clientId)
      return database.transaction(scopeOf(actor, query.clientId), (tx) => listAlerts(tx, query))
    },
    incidents: async (actor, query) => {
      authorise(actor, 'monitoring.read', query.clientId)
      return database.transaction(scopeOf(actor, query.clientId), (tx) => listIncidents(tx, query))
    },
  }
}
