/** Watches all devices: every instance follows them in memory, the one that holds the lease writes states, alerts and incidents. */
import { type Clock, type Id, newId } from '@mainstay/kernel'
import { type Database, EVERY_CLIENT, oneClient } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { notify } from '../../../platform/outbox/index.ts'
import { reconcile, type Write } from '../domain/reconcile.ts'
import type { Catalogue } from '../ingest/catalogue.ts'
import type { DeviceMemory, Fleet } from '../ingest/fleet.ts'
import type { DeviceKey } from '../ports.ts'
import type { WantedAlert } from '../domain/device-state.ts'
import { applyWrites, loadOpen } from './alert-store.ts'
import { loadConditions } from './conditions.ts'
import { createDeviceWatch, type DeviceWatch, resume, stand, takeMeasurements } from './device-watch.ts'
import type { Lease } from './lease.ts'
import { createStateRows } from './state-rows.ts'
import { deleteState, type DeviceStateRow, loadWatchedDevices, saveStates, type WatchedDevice } from './state-store.ts'

export type Watcher = {
  /** A device's newest values changed. */
  note(memory: DeviceMemory): void
  /** Until now we could not take in what devices sent; that they were not heard is no fault of theirs. */
  outage(at: Date): void
  /** Judges all devices. Called every few seconds; also by tests. */
  tick(): Promise<void>
  leads(): boolean
}

type Deps = {
  database: Database
  fleet: Fleet
  catalogue: Catalogue
  lease: Lease
  clock: Clock
  log: Log
}

const DEVICES_EVERY_MS = 15_000
/** Two ticks further apart than this: the process stood still, or the machine slept. */
const PAUSE_MS = 60_000

export function createWatcher({ database, fleet, catalogue, lease, clock, log }: Deps): Watcher {
  const watches = new Map<Id, DeviceWatch>()
  const rows = createStateRows()
  let devices: WatchedDevice[] = []
  let conditions = new Map<Id, WantedAlert[]>()
  let devicesAt = 0
  let listeningSince = clock.now().getTime()
  let tickedAt = listeningSince
  let leading = false

  function watchOf(deviceId: Id): DeviceWatch {
    let watch = watches.get(deviceId)
    if (watch === undefined) watches.set(deviceId, (watch = createDeviceWatch(clock.now().getTime())))
    return watch
  }

  async function lead(): Promise<void> {
    const held = await lease.hold()
    if (held && !leading) {
      const open = await database.transaction(EVERY_CLIENT, loadOpen)
      for (const { deviceId, alerts, incidents } of open.values()) resume(watchOf(deviceId), { alerts, incidents })
      rows.forget()
      log.info({ open: open.size }, 'this instance watches the devices now')
    }
    leading = held
  }

  async function save(clientId: Id, changes: Change[], states: DeviceStateRow[], now: Date): Promise<void> {
    try {
      await database.transaction(oneClient(clientId), async (tx) => {
        for (const { device, writes } of changes) await applyWrites(tx, device, writes, now)
        await saveStates(tx, states, now)
        await notify(
          tx,
          rows.statesChanged(states).map(({ deviceId }) => ({ topic: 'device.state', clientId, deviceId })),
        )
      })
    } catch (error) {
      log.warn({ err: error, clientId }, 'states of devices could not be written, trying again')
      return
    }
    for (const { watch, records } of changes) watch.records = records
    rows.written(states, now.getTime())
  }

  async function retire(now: Date): Promise<void> {
    const there = new Set(devices.map((device) => device.deviceId))
    for (const [deviceId, watch] of watches) {
      if (there.has(deviceId)) continue
      const clientId = fleet.of(deviceId)?.clientId ?? rows.clientOf(deviceId)
      if (clientId !== undefined) {
        const { writes } = reconcile([], watch.records, now.getTime(), newId)
        await database.transaction(oneClient(clientId), async (tx) => {
          await applyWrites(tx, { clientId, deviceId }, writes, now)
          await deleteState(tx, { clientId, deviceId })
        })
      }
      watches.delete(deviceId)
      fleet.forget(deviceId)
    }
  }

  return {
    note: (memory) => {
      const series = catalogue.known(memory.deviceId)
      if (series === undefined || series.types.length < memory.times.length) {
        catalogue.reload(memory).catch((error: unknown) => log.warn({ err: error }, 'the catalogue of a device could not be read'))
        return
      }
      takeMeasurements(watchOf(memory.deviceId), memory, series, clock.now().getTime(), listeningSince)
    },
    outage: (at) => {
      listeningSince = Math.max(listeningSince, at.getTime())
    },
    tick: async () => {
      const now = clock.now()
      if (now.getTime() - tickedAt > PAUSE_MS) listeningSince = now.getTime()
      tickedAt = now.getTime()
      try {
        await lead()
        if (now.getTime() - devicesAt >= DEVICES_EVERY_MS) {
          ;[devices, conditions] = await database.transaction(EVERY_CLIENT, async (tx) => [
            await loadWatchedDevices(tx),
            await loadConditions(tx),
          ])
          devicesAt = now.getTime()
          if (leading) await retire(now)
        }
      } catch (error) {
        listeningSince = now.getTime()
        throw error
      }
      if (!leading) return
      for (const [clientId, ofClient] of Map.groupBy(devices, (device) => device.clientId)) {
        const changes: Change[] = []
        const states: DeviceStateRow[] = []
        for (const device of ofClient) {
          const watch = watchOf(device.deviceId)
          const memory = fleet.of(device.deviceId)
          const standing = stand(watch, memory, device.enrolledAt, now.getTime(), listeningSince)
          const { writes, records } = reconcile(
            [...standing.wanted, ...(conditions.get(device.deviceId) ?? [])],
            watch.records,
            now.getTime(),
            () => newId(now.getTime()),
          )
          if (writes.length > 0) changes.push({ device, watch, writes, records })
          const row = rows.due(device, standing, watch.signals, memory, now.getTime())
          if (row !== null) states.push(row)
        }
        if (changes.length > 0 || states.length > 0) await save(clientId, changes, states, now)
      }
    },
    leads: () => leading,
  }
}

type Change = { device: DeviceKey; watch: DeviceWatch; writes: Write[]; records: DeviceWatch['records'] }
