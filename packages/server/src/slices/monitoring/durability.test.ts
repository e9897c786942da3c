import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId, systemClock } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import type { ChildTask } from './test/child.ts'
import { addClient, addDevice } from './test/instance.ts'
import { silentLog } from '../../platform/log/index.ts'
import { createMonitoring } from './index.ts'
import { compactDays } from './metrics/compact-days.ts'
import { compactHours } from './metrics/compact-hours.ts'
import { createPostgresMetrics } from './metrics/postgres-store.ts'
import type { Batch, DeviceKey, MetricsStore } from './ports.ts'

const CHILD = join(import.meta.dirname, './test/child.ts')
const HOUR = 3_600_000
let db: TestDatabase
let acme: { clientId: string; siteId: string }

beforeAll(async () => {
  db = await openTestDatabase()
  acme = await addClient(db, 'Acme')
})
afterAll(() => db.drop())

function startChild(what: ChildTask['do']): ChildProcess {
  const { connection } = db
  const connections = { app: connection('app'), ingest: connection('ingest'), auth: connection('auth'), jobs: connection('jobs') }
  return spawn(process.execPath, [CHILD, JSON.stringify({ connections, do: what } satisfies ChildTask)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function openStore(): MetricsStore {
  return createPostgresMetrics({ database: db.database, log: silentLog(), clock: systemClock })
}

async function rawOf(store: MetricsStore, device: DeviceKey, series: number, from: number, to: number): Promise<Map<number, number>> {
  const { buckets } = await store.range({ ...device, series: [series], from, to, stepMs: 1 })
  for (const bucket of buckets.get(series) ?? []) expect(bucket.n).toBe(1)
  return new Map((buckets.get(series) ?? []).map((bucket) => [bucket.at, bucket.sum]))
}

test('what was acknowledged survives kill -9 of the server, at any moment, and is there once', async () => {
  for (const afterMs of [150, 420, 800]) {
    const device = await addDevice(db, acme, `killed-${afterMs}`)
    const child = startChild({ kind: 'ingest', device, bootId: `boot-${newId()}` })
    let text = ''
    child.stdout?.on('data', (part: Buffer) => (text += part.toString()))
    while (!text.includes('\n')) await sleep(10)
    await sleep(afterMs)
    child.kill('SIGKILL')
    await once(child, 'close')
    const acknowledged = text
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(' ').map(Number))
    expect(acknowledged.length).toBeGreaterThan(20)
    const store = openStore()
    await store.start(() => {})
    const kept = await rawOf(store, device, 0, Date.now() - 2 * HOUR, Date.now() + 1000)
    for (const [seq, at] of acknowledged) expect(kept.get(at ?? 0)).toBe(seq)
    await store.stop()
  }
})

test('a compaction that is killed midway leaves nothing lost and nothing twice', async () => {
  const device = await addDevice(db, acme, 'compacted')
  const store = openStore()
  await store.start(() => {})
  const now = Math.floor(Date.now() / HOUR) * HOUR
  for (let i = 0; i < 50; i++)
    await store.append({ ...device, key: i, receivedAt: now, series: [{ series: 0, points: [[now - HOUR + i * 1000, i]] }] })
  const blocker = await db.database.pool('ingest').connect()
  await blocker.query('begin')
  await blocker.query('select 1 from monitoring_head limit 1')
  const later = Date.now() + 2 * HOUR
  const child = startChild({ kind: 'compact', now: later })
  const blocks = async () =>
    Number(
      (await db.superuser('select coalesce(sum(n), 0) as n from monitoring_hour_block where device_id = $1', [device.deviceId]))[0]?.['n'],
    )
  // Blocks are written; the head cannot be emptied while somebody reads it.
  while ((await blocks()) < 50) await sleep(20)
  child.kill('SIGKILL')
  await once(child, 'close')
  await blocker.query('rollback')
  blocker.release()
  const expected = new Map(Array.from({ length: 50 }, (_, i) => [now - HOUR + i * 1000, i]))
  expect(await rawOf(store, device, 0, now - HOUR, now)).toEqual(expected)
  while ((await compactHours({ database: db.database, log: silentLog() }, new Date(later))) === 0) await sleep(50)
  expect(await blocks()).toBe(50)
  expect(Number((await db.superuser('select count(*) as n from monitoring_head'))[0]?.['n'])).toBe(0)
  expect(await rawOf(store, device, 0, now - HOUR, now)).toEqual(expected)
  await store.stop()
})

test('two instances take batches of one device into one database; each sees what the other took, and a batch sent to both counts once', async () => {
  const device = await addDevice(db, acme, 'shared')
  const instances = [1, 2].map(() => createMonitoring({ database: db.database, log: silentLog(), clock: systemClock }))
  for (const one of instances) await one.start()
  const now = Math.floor(Date.now() / 1000) * 1000
  for (let seq = 0; seq < 40; seq++) {
    const series = [0, 1, 2].map((i) => ({
      name: `metric.${(seq + i) % 5}`,
      unit: '',
      attributes: {},
      points: [[now - 60_000 + seq * 1000, seq + i] as [number, number]],
    }))
    const batch = { v: 1 as const, bootId: 'boot-0001', seq, sentAt: Date.now(), series }
    const answers = await Promise.all(instances.slice(0, 1 + (seq % 2)).map((one) => one.ingestBatch(device, batch, new Date())))
    for (const { accepted } of answers) expect(accepted).toBe(3)
  }
  const catalogue = await db.superuser('select number, name from monitoring_series where device_id = $1 order by number', [device.deviceId])
  expect(catalogue.map((row) => row['number'])).toEqual([0, 1, 2, 3, 4])
  const staff = { kind: 'staff' as const, id: 'x', name: 'x', permissions: new Set(['monitoring.read']), clients: 'all' as const }
  const read = async (one: (typeof instances)[number]) => {
    const answer = await one.service.series(staff, device.deviceId, {
      name: 'metric.0',
      from: new Date(now - 120_000),
      to: new Date(now + 1000),
      points: 2000,
    })
    return answer.series[0]?.points.length
  }
  for (const one of instances) await expect.poll(() => read(one), { timeout: 10_000 }).toBe(await read(instances[0] ?? one))
  await compactHours({ database: db.database, log: silentLog() }, new Date(Date.now() + 2 * HOUR))
  const [kept] = await db.superuser('select sum(n) as n from monitoring_hour_block where device_id = $1', [device.deviceId])
  expect(Number(kept?.['n'])).toBe(120)
  for (const one of instances) await one.stop()
})

test('last values are rebuilt from the head when an instance starts', async () => {
  const device = await addDevice(db, acme, 'restarted')
  const first = createMonitoring({ database: db.database, log: silentLog(), clock: systemClock })
  await first.start()
  const series = [{ name: 'system.uptime', unit: 's', attributes: {}, points: [[Date.now(), 42] as [number, number]] }]
  await first.ingestBatch(device, { v: 1, bootId: 'boot-0001', seq: 0, sentAt: Date.now(), series }, new Date())
  await first.stop()
  const next = createMonitoring({ database: db.database, log: silentLog(), clock: systemClock })
  await next.start()
  const staff = { kind: 'staff' as const, id: 'x', name: 'x', permissions: new Set(['monitoring.read']), clients: 'all' as const }
  expect(await next.service.latest(staff, device.deviceId)).toEqual([expect.objectContaining({ name: 'system.uptime', value: 42 })])
  // And a batch of before the restart that is sent again is known.
  const again = await next.ingestBatch(device, { v: 1, bootId: 'boot-0001', seq: 0, sentAt: Date.now(), series }, new Date())
  expect(again.accepted).toBe(1)
  const rows = await db.superuser('select sum(length(blob)) as bytes from monitoring_head')
  await next.ingestBatch(device, { v: 1, bootId: 'boot-0001', seq: 0, sentAt: Date.now(), series }, new Date())
  expect(await db.superuser('select sum(length(blob)) as bytes from monitoring_head')).toEqual(rows)
  await next.stop()
})

test('a database that does not answer refuses the batch, and takes it when it is sent again', async () => {
  const device = await addDevice(db, acme, 'refused')
  const store = openStore()
  const batch: Batch = { ...device, key: 1, receivedAt: Date.now(), series: [{ series: 0, points: [[Date.now(), 1]] }] }
  await db.superuser('revoke insert on monitoring_head from mainstay_ingest')
  await expect(store.append(batch)).rejects.toThrow(/permission denied/)
  await db.superuser('grant insert on monitoring_head to mainstay_ingest')
  await store.append(batch)
  expect((await rawOf(store, device, 0, Date.now() - HOUR, Date.now() + HOUR)).size).toBe(1)
  await store.stop()
})

test('raw samples are dropped by the month, roll-ups live on, and charts go on by hours', async () => {
  const device = await addDevice(db, acme, 'retained')
  const store = createPostgresMetrics({
    database: db.database,
    log: silentLog(),
    clock: systemClock,
    retention: { rawDays: 60, rollupDays: 1100 },
  })
  const old = Date.UTC(2026, 5, 10, 8)
  await store.append({
    ...device,
    key: 1,
    receivedAt: old,
    series: [
      {
        series: 0,
        points: [
          [old, 1],
          [old + 60_000, 3],
          [old + HOUR, 5],
        ],
      },
    ],
  })
  await compactHours({ database: db.database, log: silentLog() }, new Date(Date.now() + 2 * HOUR))
  await compactDays({ database: db.database, log: silentLog() }, new Date())
  const query = { ...device, series: [0], from: old, to: old + 2 * HOUR, stepMs: 60_000 }
  expect((await store.range(query)).buckets.get(0)).toHaveLength(3)
  await store.retain(new Date())
  expect(
    await db.superuser(
      "select to_regclass('monitoring_chunk_202606') as chunk, to_regclass('monitoring_rollup_202606') is not null as rollup",
    ),
  ).toEqual([{ chunk: null, rollup: true }])
  const { buckets, spacingMs } = await store.range(query)
  expect(buckets.get(0)).toEqual([
    { at: old, n: 2, min: 1, max: 3, sum: 4 },
    { at: old + HOUR, n: 1, min: 5, max: 5, sum: 5 },
  ])
  expect(spacingMs).toBe(HOUR)
  const drop = db.database.pool('jobs').query("select monitoring_drop_months('monitoring_chunk', current_date)")
  await expect(drop).rejects.toThrow(/not over for 31 days/)
  const other = db.database.pool('jobs').query("select monitoring_drop_months('audit_entry', date '2000-01-01')")
  await expect(other).rejects.toThrow(/has no months/)
  await store.stop()
})
