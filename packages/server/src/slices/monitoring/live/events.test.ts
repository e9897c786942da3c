import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { addClient, addDevice, type MonitoringInstance, staff, startMonitoring } from '../test/instance.ts'
import { openPage } from '../test/page.ts'
import { createHub, type LiveEvent, MOST_LISTENERS } from './hub.ts'

let db: TestDatabase
let server: MonitoringInstance
let port: number

beforeAll(async () => {
  db = await openTestDatabase()
  server = await startMonitoring(db)
  port = Number(new URL(await server.http.listen({ host: '127.0.0.1', port: 0 })).port)
})
afterAll(async () => {
  await server.stop()
  await db.drop()
})

test("a page hears of its own clients' devices and of no others, and the server stops with pages open", async () => {
  const acme = await addClient(db, 'Acme')
  const other = await addClient(db, 'Other')
  const mine = await addDevice(db, acme, 'mine')
  const theirs = await addDevice(db, other, 'theirs')
  const page = await openPage(port, server.person(staff([acme.clientId])))
  expect([page.status, page.type]).toEqual([200, 'text/event-stream'])
  for (const device of [mine, theirs]) {
    const series = [{ name: 'x', unit: '', attributes: {}, points: [[Date.now(), 1] as [number, number]] }]
    await server.monitoring.ingestBatch(device, { v: 1, bootId: 'boot-0001', seq: 0, sentAt: Date.now(), series }, new Date())
  }
  await expect.poll(() => page.text(), { timeout: 5000 }).toContain('data: ')
  await sleep(1200)
  // The connection to the database may just have been made.
  const events = page.events().filter((event) => event.topic !== 'everything')
  expect(events.length).toBeGreaterThan(0)
  expect(new Set(events.map((event) => event.clientId))).toEqual(new Set([acme.clientId]))
  expect(events).toContainEqual({ topic: 'values', clientId: acme.clientId, deviceId: mine.deviceId })
  const closing = server.http.close()
  await page.ended
  await closing
})

test('who does not ask for a stream gets none', async () => {
  const app = await startMonitoring(db, { watch: false })
  const answer = await app.http.inject({ url: '/api/events', headers: app.person(staff('all')) })
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'platform.invalid-input'])
  await app.stop()
})

test('changes are gathered, each once; beyond a number they become "many"', () => {
  vi.useFakeTimers()
  const hub = createHub()
  const got: LiveEvent[][] = []
  const client = newId()
  hub.subscribe([client], (events) => got.push(events))
  const device = newId()
  for (let i = 0; i < 5; i++) hub.publish({ topic: 'values', clientId: client, deviceId: device })
  hub.publish({ topic: 'values', clientId: newId(), deviceId: device })
  expect(got).toEqual([])
  vi.advanceTimersByTime(1000)
  expect(got).toEqual([[{ topic: 'values', clientId: client, deviceId: device }]])
  for (let i = 0; i < 1000; i++) hub.publish({ topic: 'values', clientId: client, deviceId: newId() })
  vi.advanceTimersByTime(1000)
  expect(got[1]).toHaveLength(201)
  expect(got[1]?.at(-1)).toEqual({ topic: 'values', clientId: client, deviceId: null })
  hub.stop()
  vi.useRealTimers()
})

test('there are only so many listeners, and one that left makes room', () => {
  const hub = createHub()
  const leave = Array.from({ length: MOST_LISTENERS }, () => hub.subscribe('all', () => {}))
  expect(hub.subscribe('all', () => {})).toBeNull()
  leave[0]?.()
  expect(hub.subscribe('all', () => {})).not.toBeNull()
  hub.stop()
})
