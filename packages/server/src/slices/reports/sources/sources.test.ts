import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { monthIn } from '../domain/month.ts'
import { recoverySource } from './recovery.ts'

const month = monthIn('2026-10', 'Europe/Warsaw')
const now = new Date('2026-11-24T08:00:00Z')
let db: TestDatabase
let client: Id
let empty: Id
let books: Id

beforeAll(async () => {
  db = await openTestDatabase()
  client = await newClient()
  empty = await newClient()
  books = await device(client, 'srv-books', '2026-09-01T00:00:00Z')
  await device(client, 'srv-files', '2026-10-05T00:00:00Z')
  await device(client, 'too-new', '2026-11-03T00:00:00Z')
  const october = await point(books, '2026-10-31T01:00:00Z', { rpoSeconds: 86_400, rtoSeconds: 3600, proofLevel: 'L2' })
  await proof(books, october, '2026-10-31T02:00:00Z', 'passed', 'L2', 90)
  // Of the month after: a failure that this report does not know of.
  await proof(books, await point(books, '2026-11-10T01:00:00Z', null), '2026-11-10T02:00:00Z', 'failed', 'L0', null)
})
afterAll(() => db.drop())

async function newClient(): Promise<Id> {
  const id = newId()
  await db.superuser("insert into clients_client values ($1, 'Acme', 'Europe/Warsaw', now(), null)", [id])
  return id
}

async function device(of: Id, hostname: string, enrolledAt: string): Promise<Id> {
  const [id, site] = [newId(), newId()]
  await db.superuser('insert into clients_site values ($1, $2, $3, now())', [of, site, hostname])
  await db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at)
     values ($1, $2, $3, $4, 'linux', 'x64', '1', $5, $6)`,
    [of, id, site, hostname, Buffer.from(id), enrolledAt],
  )
  return id
}

async function point(deviceId: Id, takenAt: string, policy: object | null): Promise<Id> {
  const id = newId()
  await db.superuser(
    `insert into recovery_restore_point (client_id, id, device_id, snapshot_id, taken_at, paths, files, bytes, bytes_added, policy)
     values ($1, $2, $3, $4, $5, '["/srv"]', 1, 1, 1, $6)`,
    [client, id, deviceId, id, takenAt, policy === null ? null : JSON.stringify(policy)],
  )
  return id
}

async function proof(deviceId: Id, pointId: Id, at: string, verdict: string, level: string, rtoSeconds: number | null): Promise<void> {
  await db.superuser(
    `insert into recovery_proof (client_id, id, device_id, restore_point_id, at, verdict, level, result, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $5::timestamptz + interval '31 days')`,
    [client, newId(), deviceId, pointId, at, verdict, level, JSON.stringify({ rtoSeconds })],
  )
}

test('recovery speaks of the end of the month, by the policy that was in force then', async () => {
  const section = await recoverySource(db.database).section(client, month, now)
  expect(section).toMatchObject({
    tone: 'attention',
    sentence: '1 of 2 systems came back in a restore test; the other is not proven yet.',
    freshAsOf: '2026-10-31T02:00:00.000Z',
  })
  expect(section?.facts.find((one) => one.label === 'srv-books: data you would get back')).toMatchObject({
    value: '22 h old',
    note: 'promised: at most 24 h old',
    tone: 'good',
  })
  expect(section?.rows).toEqual([{ text: 'srv-files: nothing is backed up yet', when: null, tone: 'unknown' }])
  expect(section?.strip).toHaveLength(31)
  expect(section?.strip.at(-1)).toEqual({ day: '2026-10-31', tone: 'good', label: 'came back' })
})

test('the month after knows of the failure', async () => {
  const section = await recoverySource(db.database).section(client, monthIn('2026-11', 'Europe/Warsaw'), now)
  expect(section).toMatchObject({ tone: 'broken', sentence: 'srv-books did not come back in the last restore test.' })
  expect(section?.strip.find((one) => one.day === '2026-11-10')?.tone).toBe('broken')
  expect(section?.strip).toHaveLength(24)
})

test('a client without systems has no section', async () => {
  expect(await recoverySource(db.database).section(empty, month, now)).toBeNull()
})
