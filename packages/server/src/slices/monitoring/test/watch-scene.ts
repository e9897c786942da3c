/** The watch over a database, with a clock that the test moves: minutes pass, agents send, the watch judges. */
import { createFleet } from '../ingest/fleet.ts'
import { createCatalogue } from '../ingest/catalogue.ts'
import { createIngest } from '../ingest/ingest.ts'
import { createLease } from '../watch/lease.ts'
import { createWatcher, type Watcher } from '../watch/watcher.ts'
import type { DeviceKey } from '../ports.ts'
import { silentLog } from '../../../platform/log/index.ts'
import type { TestDatabase } from '../../../../test/database.ts'
import { createMemoryMetrics } from './memory-metrics.ts'

export type Scene = {
  watcher: Watcher
  send(device: DeviceKey, values: Partial<Values>): Promise<void>
}
export type Values = { disk: number; memory: number; cpu: number }

type Clock = { now(): Date }

/** Each scene is one instance of the server. */
export async function createScene(db: TestDatabase, clock: Clock): Promise<Scene> {
  const { database } = db
  const store = createMemoryMetrics()
  const fleet = createFleet()
  const catalogue = createCatalogue({ database })
  const watcher = createWatcher({
    database,
    fleet,
    catalogue,
    clock,
    log: silentLog(),
    lease: createLease({ pool: database.pool('ingest'), name: 'watch' }),
  })
  await store.start((batch) => watcher.note(fleet.note(batch)))
  const ingest = createIngest({ store, catalogue, fleet, seen: () => {}, onOutage: watcher.outage })
  let seq = 0
  return {
    watcher,
    send: async (device, { disk = 0.5, memory = 0.5, cpu = 0.1 }) => {
      const at = clock.now().getTime()
      const one = (name: string, value: number, attributes: Record<string, string> = {}) => ({
        name,
        unit: '',
        attributes,
        points: [[at, value] as [number, number]],
      })
      const mount = (state: string) => ({ 'system.filesystem.mountpoint': '/', 'system.filesystem.state': state })
      const series = [
        one('system.filesystem.usage', disk * 1000, mount('used')),
        one('system.filesystem.usage', 1000 - disk * 1000, mount('free')),
        one('system.memory.linux.available', 1000 - memory * 1000),
        one('system.memory.limit', 1000),
        one('system.cpu.utilization', 1 - cpu, { 'cpu.mode': 'idle' }),
      ]
      await ingest(device, { v: 1, bootId: 'boot-0001', seq: seq++, sentAt: at, series }, clock.now())
    },
  }
}
