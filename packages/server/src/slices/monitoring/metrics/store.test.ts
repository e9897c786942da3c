import { fixedClock, newId } from '@mainstay/kernel'
import { afterAll, beforeAll } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { createMemoryMetrics } from '../../../../test/monitoring/memory-metrics.ts'
import { silentLog } from '../../../platform/log/index.ts'
import type { Batch } from '../ports.ts'
import { createPostgresMetrics } from './postgres-store.ts'
import { metricsStoreSuite, NOON, type StoreUnderTest } from './store-suite.ts'

metricsStoreSuite('the fake in memory', async () => {
  const store = createMemoryMetrics()
  const heard: Batch[] = []
  await store.start((batch) => heard.push(batch))
  return { store, heard, device: async () => ({ clientId: newId(), deviceId: newId() }), setNow: () => {} }
})

let db: TestDatabase
let made: StoreUnderTest
const client = newId()

beforeAll(async () => {
  db = await openTestDatabase()
  await db.superuser("insert into clients_client values ($1, 'Acme', 'Etc/UTC', now(), null)", [client])
  const clock = fixedClock(new Date(NOON))
  const store = createPostgresMetrics({ database: db.database, log: silentLog(), clock })
  const heard: Batch[] = []
  await store.start((batch) => heard.push(batch))
  made = { store, heard, device: async () => ({ clientId: client, deviceId: newId() }), setNow: clock.set }
})
afterAll(async () => {
  await made.store.stop()
  await db.drop()
})

metricsStoreSuite('compressed chunks in PostgreSQL', async () => made)
