/** How many samples a second the HTTP endpoint takes so that they are durable, on this machine alone with the load on it too; and what they cost on disk. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import type pg from 'pg'
import { createAgent, type Shape } from './fleet.ts'
import type { LoadOptions, LoadResult } from './load.ts'
import { cpuSeconds, print, quantile, treeCpuSeconds } from './machine.ts'
import { type BenchServer, startBenchServer } from '../test/monitoring/bench-server.ts'

const HOUR_MS = 3_600_000
const BATCHES_AN_HOUR = 360
/** As the agent sends: all it collected, every 10 s, shares as whole doubles. */
const EACH_COLLECTION: Shape = { pointsInBatch: 1, intervalMs: 10_000, decimals: null, jitterMs: 3 }

await measure('one collection a batch', { devices: 200, batches: BATCHES_AN_HOUR, shape: EACH_COLLECTION, target: true })
await measure('a minute of collections a batch', {
  devices: 200,
  batches: BATCHES_AN_HOUR / 6,
  shape: { ...EACH_COLLECTION, pointsInBatch: 6 },
  target: false,
})
await measureDay(4)

type Run = { devices: number; batches: number; shape: Shape; target: boolean }

async function measure(name: string, { devices, batches, shape, target }: Run): Promise<void> {
  const server = await startBenchServer({ clients: 4, devices })
  try {
    const pid = server.running.embedded?.pid() ?? 0
    const startMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS - shape.intervalMs
    const load = await startLoad({ port: server.port, tokens: server.devices.map(server.token), batches, connections: 64, shape, startMs })
    const before = { server: cpuSeconds(process.pid), database: treeCpuSeconds(pid) }
    const result = await load.go()
    const used = { server: cpuSeconds(process.pid) - before.server, database: treeCpuSeconds(pid) - before.database }
    const { samples, seconds, latenciesMs, sent, bytes } = result
    const rate = samples / seconds
    print({
      name: `ingest, durable: ${name}`,
      value: rate,
      unit: 'samples/s',
      samples,
      ...(target ? { target: '>= 100000', met: rate >= 100_000 } : {}),
    })
    print({ name: `ingest, requests: ${name}`, value: sent / seconds, unit: 'requests/s', samples: sent })
    print({ name: `ingest, body: ${name}`, value: bytes / sent, unit: 'bytes', samples: sent })
    print({ name: `ingest, answer p50: ${name}`, value: quantile(latenciesMs, 0.5), unit: 'ms', samples: sent })
    print({ name: `ingest, answer p99: ${name}`, value: quantile(latenciesMs, 0.99), unit: 'ms', samples: sent })
    print({ name: `ingest, CPU of the server: ${name}`, value: (used.server / samples) * 1e6, unit: 'µs/sample', samples })
    print({ name: `ingest, CPU of the database: ${name}`, value: (used.database / samples) * 1e6, unit: 'µs/sample', samples })
    await measureDisk(server, name, samples, target)
  } finally {
    await server.stop()
  }
}

function later(hours: number): Date {
  return new Date(Date.now() + hours * HOUR_MS)
}

async function measureDisk({ monitoring, superuser }: BenchServer, name: string, samples: number, target: boolean): Promise<void> {
  const size = sizes(superuser)
  print({ name: `disk, head before compaction: ${name}`, value: (await size('monitoring_head')) / samples, unit: 'bytes/sample', samples })
  const started = performance.now()
  await monitoring.compact(later(2))
  print({ name: `compaction of hours: ${name}`, value: ((performance.now() - started) * 1000) / samples, unit: 'µs/sample', samples })
  const { rows } = await superuser.query<{ n: string }>('select sum(n) as n from monitoring_hour_block')
  if (Number(rows[0]?.n) !== samples) throw new Error(`${samples} samples were acknowledged, ${rows[0]?.n} are kept`)
  const bytes = ((await size('monitoring_hour_block')) + (await size('monitoring_head'))) / samples
  print({
    name: `disk, hour blocks and head: ${name}`,
    value: bytes,
    unit: 'bytes/sample',
    samples,
    ...(target ? { target: '<= 2', met: bytes <= 2 } : {}),
  })
}

/** A whole day of a few devices, through the same ingest without HTTP, down to its chunks. */
async function measureDay(devices: number): Promise<void> {
  const server = await startBenchServer({ clients: 1, devices })
  try {
    const { superuser, monitoring } = server
    const size = sizes(superuser)
    const startMs = Math.floor(Date.now() / (24 * HOUR_MS)) * 24 * HOUR_MS - 24 * HOUR_MS - EACH_COLLECTION.intervalMs
    let samples = 0
    await Promise.all(
      server.devices.map(async (device, i) => {
        const agent = createAgent(i, EACH_COLLECTION, startMs)
        for (let seq = 0; seq < 24 * BATCHES_AN_HOUR; seq++) {
          const now = new Date()
          const batch = { v: 1 as const, bootId: 'benchmark', seq, sentAt: now.getTime(), series: agent.collect() }
          const { accepted } = await monitoring.ingestBatch(device, batch, now)
          samples += accepted
        }
      }),
    )
    await monitoring.compact(later(2))
    print({
      name: 'disk, hour blocks of a whole day',
      value: (await size('monitoring_hour_block')) / samples,
      unit: 'bytes/sample',
      samples,
    })
    const started = performance.now()
    await monitoring.compact(later(26))
    print({ name: 'compaction of a whole day', value: ((performance.now() - started) * 1000) / samples, unit: 'µs/sample', samples })
    print({ name: 'disk, chunks of a whole day', value: (await size('monitoring_chunk')) / samples, unit: 'bytes/sample', samples })
    print({ name: 'disk, roll-ups of a whole day', value: (await size('monitoring_rollup')) / samples, unit: 'bytes/sample', samples })
  } finally {
    await server.stop()
  }
}

/** Of a table with its indexes, its large values and its partitions. */
function sizes(superuser: pg.Pool): (table: string) => Promise<number> {
  return async (table) => {
    const { rows } = await superuser.query<{ bytes: string }>(
      `select pg_total_relation_size($1::regclass) + coalesce((select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = $1::regclass), 0) as bytes`,
      [table],
    )
    return Number(rows[0]?.bytes)
  }
}

async function startLoad(options: LoadOptions): Promise<{ go(): Promise<LoadResult> }> {
  const child = fork(join(import.meta.dirname, 'load.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const message = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      child.once('message', resolve)
      child.once('exit', (code) => reject(new Error(`the load ended with code ${code}`)))
    })
  child.send(options)
  await message()
  return {
    go: async () => {
      child.send('go')
      return (await message()) as LoadResult
    },
  }
}
