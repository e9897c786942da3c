/** What is known of each device in memory: its newest values, when it was heard, which batches it sent lately. Rebuilt from the head at the start. */
import type { Id } from '@mainstay/kernel'
import type { Batch, DeviceKey } from '../ports.ts'

export type DeviceMemory = DeviceKey & {
  /** By number of the series; time 0 where there is none. Unix milliseconds. */
  times: number[]
  values: number[]
  lastHeardAt: number
  /** Of the newest sample. */
  newestAt: number
  /** The usual distance between two collections, null until two were seen. */
  intervalMs: number | null
}

export type Fleet = {
  note(batch: Batch): DeviceMemory
  /** Heard from, though with nothing to keep. */
  heard(device: DeviceKey, at: number): void
  of(deviceId: Id): DeviceMemory | undefined
  all(): Iterable<DeviceMemory>
  hasBatch(deviceId: Id, key: number): boolean
  forget(deviceId: Id): void
}

/** An agent that comes back replays some twenty batches a turn. */
const REMEMBERED_BATCHES = 128

type Remembered = DeviceMemory & { batches: Float64Array; at: number }

export function createFleet(): Fleet {
  const devices = new Map<Id, Remembered>()

  function remembered({ clientId, deviceId }: DeviceKey): Remembered {
    let device = devices.get(deviceId)
    if (device === undefined) {
      const empty = { times: [], values: [], lastHeardAt: 0, newestAt: 0, intervalMs: null }
      device = { clientId, deviceId, ...empty, batches: new Float64Array(REMEMBERED_BATCHES).fill(-1), at: 0 }
      devices.set(deviceId, device)
    }
    return device
  }

  return {
    note: (batch) => {
      const device = remembered(batch)
      device.batches[device.at] = batch.key
      device.at = (device.at + 1) % REMEMBERED_BATCHES
      device.lastHeardAt = Math.max(device.lastHeardAt, batch.receivedAt)
      const before = device.newestAt
      for (const { series, points } of batch.series) takeNewest(device, series, points)
      const interval = device.newestAt - before
      // A pause is no interval: the shorter of two in a row counts, and an hour is the longest that a policy allows.
      if (before > 0 && interval > 0) device.intervalMs = Math.min(interval, Math.max(2 * (device.intervalMs ?? interval), 1000), 3_600_000)
      return device
    },
    heard: (device, at) => {
      const one = remembered(device)
      one.lastHeardAt = Math.max(one.lastHeardAt, at)
    },
    of: (deviceId) => devices.get(deviceId),
    all: () => devices.values(),
    hasBatch: (deviceId, key) => devices.get(deviceId)?.batches.includes(key) ?? false,
    forget: (deviceId) => devices.delete(deviceId),
  }
}

/** Late points do not replace newer ones. */
function takeNewest(device: Remembered, series: number, points: Batch['series'][number]['points']): void {
  while (device.times.length <= series) {
    device.times.push(0)
    device.values.push(0)
  }
  for (const [time, value] of points) {
    if (time < (device.times[series] ?? 0)) continue
    device.times[series] = time
    device.values[series] = value
    if (time > device.newestAt) device.newestAt = time
  }
}
