import { newId } from '@mainstay/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { oneClient } from '../database/index.ts'
import { silentLog } from '../log/index.ts'
import { type Listener, startListener } from './listener.ts'
import { type Notice, notify, publish } from './publish.ts'

let db: TestDatabase
let listener: Listener
let heard: Notice[]
let listens: number
const [clientId, deviceId] = [newId(), newId()]

beforeEach(async () => {
  db = await openTestDatabase()
  heard = []
  listens = 0
  listener = startListener({
    connection: { ...db.connection('jobs'), application_name: 'hears' },
    onNotice: (notice) => heard.push(notice),
    onListening: () => listens++,
    log: silentLog(),
  })
  await listening()
})
afterEach(async () => {
  await listener.stop()
  await db.drop()
})

/** The pid of the connection, once it listens. */
async function listening(not?: unknown): Promise<unknown> {
  let pid: unknown
  await expect
    .poll(
      async () => {
        const [row] = await db.superuser(
          "select pid from pg_stat_activity where application_name = 'hears' and datname = current_database() and query like 'listen%'",
        )
        pid = row?.['pid']
        return pid !== undefined && pid !== not
      },
      { timeout: 10_000 },
    )
    .toBe(true)
  return pid
}

function tell(topic: string, payload: Record<string, unknown>): Promise<void> {
  return db.database.transaction(oneClient(clientId), (tx) => publish(tx, { topic, clientId, payload, at: new Date() }))
}

test('what is committed is heard of, with its client and its device; the content stays in the database', async () => {
  await tell('device.enrolled', { deviceId, hostname: 'till' })
  await tell('client.created', { name: 'Acme' })
  await expect
    .poll(() => heard)
    .toEqual([
      { topic: 'device.enrolled', clientId, deviceId },
      { topic: 'client.created', clientId, deviceId: null },
    ])
})

test('what is rolled back is not heard of', async () => {
  const failing = db.database.transaction(oneClient(clientId), async (tx) => {
    await publish(tx, { topic: 'thing.undone', clientId, payload: {}, at: new Date() })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await tell('thing.done', {})
  await expect.poll(() => heard.map(({ topic }) => topic)).toEqual(['thing.done'])
})

test('what nobody has to act on is heard of without an event', async () => {
  const notices = [deviceId, newId()].map((one) => ({ topic: 'device.state', clientId, deviceId: one }))
  await db.database.transaction(oneClient(clientId), async (tx) => {
    await notify(tx, notices)
    await notify(tx, [])
  })
  await expect.poll(() => heard).toEqual(notices)
  expect(await db.superuser('select count(*)::int as n from outbox_event')).toEqual([{ n: 0 }])
})

test('a connection that was cut is made anew, and it is told that something may have been missed', async () => {
  const pid = await listening()
  expect(listens).toBe(1)
  await db.superuser('select pg_terminate_backend($1)', [pid])
  await listening(pid)
  await expect.poll(() => listens).toBe(2)
  await tell('thing.done', {})
  await expect.poll(() => heard.map(({ topic }) => topic)).toEqual(['thing.done'])
})
