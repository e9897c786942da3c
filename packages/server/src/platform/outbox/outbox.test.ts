import { newId } from '@mainstay/kernel'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { oneClient } from '../database/index.ts'
import { createJobs, type Jobs } from '../jobs/index.ts'
import { silentLog } from '../log/index.ts'
import { type Dispatcher, type Subscription, startDispatcher, subscriptionJobs } from './dispatcher.ts'
import { publish } from './publish.ts'

let db: TestDatabase
let jobs: Jobs
let dispatcher: Dispatcher | null
const clientId = newId()
const at = new Date('2026-11-24T09:00:00Z')

beforeEach(async () => {
  db = await openTestDatabase()
  dispatcher = null
  jobs = createJobs({ pool: db.database.pool('jobs'), log: silentLog() })
})
afterEach(async () => {
  await dispatcher?.stop()
  await jobs.stop()
  await db.drop()
})

async function run(subscriptions: Subscription[]): Promise<void> {
  await jobs.start(subscriptionJobs(subscriptions), { work: true })
  dispatcher = startDispatcher({ pool: db.database.pool('jobs'), jobs, subscriptions, log: silentLog() })
}

async function until(condition: () => boolean): Promise<void> {
  for (let n = 0; n < 150 && !condition(); n++) await sleep(100)
}

test('an event reaches each subscriber of its topic and nobody else, and leaves the outbox', async () => {
  const got: string[] = []
  const listen = (topic: string, subscriber: string): Subscription => ({
    topic,
    subscriber,
    handle: async (e) => void got.push(`${subscriber} ${String(e.payload['n'])}`),
  })
  await run([listen('thing.happened', 'a'), listen('thing.happened', 'b'), listen('other.happened', 'c')])
  await db.database.transaction(oneClient(clientId), (tx) => publish(tx, { topic: 'thing.happened', clientId, payload: { n: 1 }, at }))
  dispatcher?.wake()
  await until(() => got.length >= 2)
  expect(got.sort()).toEqual(['a 1', 'b 1'])
  expect(await db.superuser('select count(*)::int as n from outbox_event')).toEqual([{ n: 0 }])
})

test('an event of a transaction that is rolled back is never told', async () => {
  const got: string[] = []
  await run([{ topic: 'thing.happened', subscriber: 'a', handle: async (e) => void got.push(e.id) }])
  const failing = db.database.transaction(oneClient(clientId), async (tx) => {
    await publish(tx, { topic: 'thing.happened', clientId, payload: {}, at })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  dispatcher?.wake()
  await sleep(2500)
  expect(got).toEqual([])
})

test('a subscriber that fails is told again, and does not hold up another', async () => {
  const tries: number[] = []
  const got: string[] = []
  await run([
    {
      topic: 'thing.happened',
      subscriber: 'shaky',
      handle: async () => {
        tries.push(1)
        if (tries.length < 2) throw new Error('not yet')
      },
    },
    { topic: 'thing.happened', subscriber: 'steady', handle: async (e) => void got.push(e.topic) },
  ])
  await db.database.transaction(oneClient(clientId), (tx) => publish(tx, { topic: 'thing.happened', clientId, payload: {}, at }))
  await until(() => tries.length >= 2 && got.length >= 1)
  expect(tries.length).toBe(2)
  expect(got).toEqual(['thing.happened'])
})
