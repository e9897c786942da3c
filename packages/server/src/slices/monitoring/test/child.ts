/** An instance of monitoring as a process of its own, so that a test can kill it: takes batches, or compacts. */
import { systemClock } from '@mainstay/kernel'
import type pg from 'pg'
import { openDatabase } from '../../../platform/database/database.ts'
import { silentLog } from '../../../platform/log/index.ts'
import { createMonitoring } from '../index.ts'
import { compactHours } from '../metrics/compact-hours.ts'
import type { DeviceKey } from '../ports.ts'

export type ChildTask = {
  connections: Record<'app' | 'ingest' | 'auth' | 'jobs', pg.PoolConfig>
  do: { kind: 'ingest'; device: DeviceKey; bootId: string } | { kind: 'compact'; now: number }
}

const task = JSON.parse(process.argv[2] ?? '') as ChildTask
const database = openDatabase((role) => task.connections[role], silentLog())
if (task.do.kind === 'compact') await compactHours({ database, log: silentLog() }, new Date(task.do.now))
else await ingest(task.do)

/** One line for each batch, after it was acknowledged: its seq and the time of its points. */
async function ingest({ device, bootId }: { device: DeviceKey; bootId: string }): Promise<void> {
  const monitoring = createMonitoring({ database, log: silentLog(), clock: systemClock })
  await monitoring.start()
  let next = 0
  const start = Date.now() - 3_600_000
  const sender = async (): Promise<void> => {
    for (;;) {
      const seq = next++
      const series = Array.from({ length: 20 }, (_, i) => ({
        name: `m${i}`,
        unit: '',
        attributes: {},
        points: [[start + seq, seq + i / 8] as [number, number]],
      }))
      const { accepted } = await monitoring.ingestBatch(device, { v: 1, bootId, seq, sentAt: Date.now(), series }, new Date())
      if (accepted === 20) process.stdout.write(`${seq} ${start + seq}\n`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, sender))
}
