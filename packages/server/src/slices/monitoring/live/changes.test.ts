/** What another instance writes reaches the pages of this one, through the database. */
import { newId } from '@mainstay/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { oneClient } from '../../../platform/database/index.ts'
import type { OpenAlert, Write } from '../domain/reconcile.ts'
import type { DeviceKey } from '../ports.ts'
import { addClient, addDevice, type MonitoringInstance, staff, startMonitoring } from '../test/instance.ts'
import { openPage, type Page } from '../test/page.ts'
import { applyWrites } from '../watch/alert-store.ts'

let db: TestDatabase
let server: MonitoringInstance
let acme: { clientId: string; siteId: string }
let device: DeviceKey
let page: Page

beforeEach(async () => {
  db = await openTestDatabase()
  // It does not watch: whatever its page hears, another instance wrote.
  server = await startMonitoring(db, { watch: false })
  acme = await addClient(db, 'Acme')
  device = await addDevice(db, acme, 'srv-1')
  const port = Number(new URL(await server.http.listen({ host: '127.0.0.1', port: 0 })).port)
  await listening()
  page = await openPage(port, server.person(staff([acme.clientId])))
})
afterEach(async () => {
  page.close()
  await server.stop()
  await db.drop()
})

function raised(): { alert: OpenAlert; writes: Write[] } {
  const incident = { id: newId(), cause: newId(), state: 'warning', worst: 'warning', summary: 'Disk / is full', openedAt: 1 } as const
  const alert = { ...incident, id: newId(), rule: 'filesystem-full', subject: incident.id, since: 1, incidentId: incident.id }
  return {
    alert,
    writes: [
      { kind: 'incident-opened', incident },
      { kind: 'alert-raised', alert, why: { ruleName: 'Disk', value: 0.92, threshold: 0.9, forSeconds: 300, detail: '' } },
    ],
  }
}

const write = (of: DeviceKey, writes: readonly Write[]): Promise<void> =>
  db.database.transaction(oneClient(of.clientId), (tx) => applyWrites(tx, of, writes, new Date()))
const topics = (): string[] => page.events().map((event) => event.topic)

/** How long the page waits for a topic that it has not heard yet, in ms. */
async function heardAfter(topic: string, work: () => Promise<void>): Promise<number> {
  const before = topics().filter((one) => one === topic).length
  await work()
  const committed = Date.now()
  await expect.poll(() => topics().filter((one) => one === topic).length, { interval: 10, timeout: 10_000 }).toBeGreaterThan(before)
  return Date.now() - committed
}

/** The pid of the connection that hears of changes, once it is there. */
async function listening(not?: unknown): Promise<unknown> {
  let pid: unknown
  const look = async (): Promise<boolean> => {
    const [row] = await db.superuser("select pid from pg_stat_activity where datname = current_database() and query like 'listen %'")
    pid = row?.['pid']
    return pid !== undefined && pid !== not
  }
  await expect.poll(look, { timeout: 10_000 }).toBe(true)
  return pid
}

test('a page hears within a second of an alert that another instance raised, and of its end', async () => {
  const { alert, writes } = raised()
  expect(await heardAfter('alert.raised', () => write(device, writes))).toBeLessThan(1000)
  expect(topics()).toContain('incident.opened')
  const ended: Write[] = [{ kind: 'alert-ended', alert, at: 2 }]
  expect(await heardAfter('alert.ended', () => write(device, ended))).toBeLessThan(1000)
  const told = page.events().filter((event) => event.topic.startsWith('alert.'))
  expect(told).toEqual(told.map(({ topic }) => ({ topic, clientId: acme.clientId, deviceId: device.deviceId })))
})

test("another client's alerts are not told, nor what was rolled back", async () => {
  const other = await addClient(db, 'Other')
  const theirs = await addDevice(db, other, 'theirs')
  await write(theirs, raised().writes)
  const broken = db.database.transaction(oneClient(acme.clientId), async (tx) => {
    await applyWrites(tx, device, raised().writes, new Date())
    throw new Error('no')
  })
  await expect(broken).rejects.toThrow('no')
  await heardAfter('alert.raised', () => write(device, raised().writes))
  expect(page.events().filter((event) => event.topic === 'alert.raised')).toHaveLength(1)
  expect(page.events().every((event) => event.clientId === null || event.clientId === acme.clientId)).toBe(true)
})

test('after its connection to the database was cut, the page is told to read everything, and hears within a second again', async () => {
  const pid = await listening()
  await expect.poll(topics).not.toContain('alert.raised')
  await db.superuser('select pg_terminate_backend($1)', [pid])
  // Nobody hears of this one.
  await write(device, raised().writes)
  await listening(pid)
  await expect.poll(topics, { timeout: 5000 }).toContain('everything')
  expect(topics()).not.toContain('alert.raised')
  expect(await heardAfter('alert.raised', () => write(device, raised().writes))).toBeLessThan(1000)
})
