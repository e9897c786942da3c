import { fixedClock, type Id, newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { oneClient } from '../../../platform/database/index.ts'
import { applyRules } from './apply-rules.ts'
import { createKeepingService, type KeepingService } from './service.ts'

const DAY_MS = 86_400_000
const clock = fixedClock(new Date())
const person = (name: string, o: Partial<Actor> = {}): Actor => ({
  kind: 'staff',
  id: name,
  name,
  permissions: new Set(['recovery.read', 'recovery.keep']),
  clients: 'all',
  ...o,
})
const [ann, ben] = [person('Ann'), person('Ben')]

let db: TestDatabase
let service: KeepingService
let device: { clientId: Id; deviceId: Id }

beforeAll(async () => {
  db = await openTestDatabase()
  service = createKeepingService({ database: db.database, clock, hasSecondStep: async (actor) => actor.id !== 'One step' })
})
beforeEach(async () => {
  device = { clientId: newId(), deviceId: newId() }
  const { clientId, deviceId } = device
  const site = newId()
  await db.superuser('insert into clients_client values ($1, $2, $3, now())', [clientId, 'Acme', 'UTC'])
  await db.superuser('insert into clients_site values ($1, $2, $3, now())', [clientId, site, 'Main'])
  await db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, 'srv', 'linux', 'x64', '1', $4, now())`,
    [clientId, deviceId, site, Buffer.alloc(32)],
  )
})
afterAll(async () => {
  await db.drop()
})

async function point(daysAgo: number, o: { proof?: string; clean?: string } = {}): Promise<Id> {
  const id = newId()
  const { clientId, deviceId } = device
  const at = new Date(clock.now().getTime() - daysAgo * DAY_MS)
  const snapshot = id.replaceAll('-', '').padEnd(64, '0')
  await db.superuser(
    `insert into recovery_restore_point (client_id, id, device_id, snapshot_id, taken_at, received_at, paths, files, bytes, bytes_added) values ($1, $2, $3, $4, $5, $5, '["/data"]', 1, 1, 1)`,
    [clientId, id, deviceId, snapshot, at],
  )
  await db.superuser(
    `insert into recovery_proof (client_id, id, device_id, restore_point_id, at, verdict, level, result, expires_at) values ($1, $2, $3, $4, $5, $6, 'L2', '{}', $7)`,
    [clientId, newId(), deviceId, id, at, o.proof ?? 'passed', new Date(at.getTime() + 31 * DAY_MS)],
  )
  await db.superuser(
    `insert into recovery_clean (client_id, restore_point_id, device_id, verdict, score, evidence, files, scanned_at, scanners) values ($1, $2, $3, $4, 0, '[]', 10, $5, '[]')`,
    [clientId, id, deviceId, o.clean ?? 'clean', at],
  )
  return id
}

const view = () => service.ofDevice(ann, device.deviceId)
const write = (text: string) => db.database.transaction(oneClient(device.clientId), (tx) => sql.raw(text).execute(tx))

test('a removal takes effect after fourteen days, and can be taken back until then', async () => {
  await point(1)
  const old = await point(9)
  await service.remove(ann, device.deviceId, old, 'made by mistake')
  const [stone] = (await view()).tombstones
  expect(stone).toMatchObject({ restorePointId: old, by: 'Ann', why: 'made by mistake' })
  expect(new Date(stone?.effectiveAt ?? 0).getTime() - clock.now().getTime()).toBe(14 * DAY_MS)
  await expect(service.remove(ann, device.deviceId, old, 'again')).rejects.toThrow('planned already')
  await service.takeBack(ben, stone?.id ?? '')
  expect((await view()).tombstones).toEqual([])
  await expect(service.takeBack(ben, stone?.id ?? '')).rejects.toMatchObject({ code: 'platform.not-found' })
})

test('the last that passed, the last clean one and a held one stay, whoever asks; without the permission nobody asks', async () => {
  await point(0.1, { clean: 'suspect', proof: 'failed' })
  const passed = await point(2, { clean: 'unscanned' })
  const clean = await point(3, { proof: 'none' })
  await expect(service.remove(ann, device.deviceId, passed, 'tidy up')).rejects.toMatchObject({ code: 'recovery.keeping.last' })
  await expect(service.remove(ann, device.deviceId, clean, 'tidy up')).rejects.toMatchObject({ code: 'recovery.keeping.last' })
  await point(1, { clean: 'suspect' })
  const held = await point(1.5)
  await point(0.05)
  await expect(service.remove(ann, device.deviceId, held, 'tidy up')).rejects.toMatchObject({ code: 'recovery.keeping.held' })
  const reader = person('Reader', { permissions: new Set(['recovery.read']) })
  await expect(service.remove(reader, device.deviceId, passed, 'tidy up')).rejects.toMatchObject({ code: 'platform.forbidden' })
})

test('a shorter delay takes two people with a second step; a longer one takes one', async () => {
  const { settings } = await view()
  const change = (delayDays: number) => service.change(ann, device.deviceId, { ...settings, delayDays })
  await expect(change(13)).rejects.toMatchObject({ code: 'recovery.keeping.two-people' })
  await change(30)
  const shorten = { kind: 'shorten', delayDays: 2, why: 'the disk is full' } as const
  await expect(service.ask(person('One step'), device.deviceId, shorten)).rejects.toMatchObject({ code: 'recovery.keeping.second-step' })
  await expect(service.ask(person('Token', { kind: 'token' }), device.deviceId, shorten)).rejects.toMatchObject({
    code: 'recovery.keeping.second-step',
  })
  const id = await service.ask(ann, device.deviceId, shorten)
  expect((await view()).requests).toMatchObject([{ id, kind: 'shorten', delayDays: 2, askedBy: 'Ann', own: true }])
  await expect(service.approve(ann, id)).rejects.toMatchObject({ code: 'recovery.keeping.own-request' })
  await expect(service.approve(person('One step'), id)).rejects.toMatchObject({ code: 'recovery.keeping.second-step' })
  await service.approve(ben, id)
  expect((await view()).settings.delayDays).toBe(2)
  await change(2)
  await expect(change(1)).rejects.toMatchObject({ code: 'recovery.keeping.two-people' })
  await expect(service.approve(ben, id)).rejects.toMatchObject({ code: 'platform.not-found' })
})

test('two people remove one at once; of the last that passed too', async () => {
  const only = await point(1)
  const id = await service.ask(ann, device.deviceId, { kind: 'purge', restorePointId: only, why: 'has to be forgotten' })
  await service.approve(ben, id)
  expect((await view()).tombstones).toMatchObject([{ restorePointId: only, by: 'Ann and Ben', effectiveAt: clock.now().toISOString() }])
  // The rules do not take back what two people agreed on.
  expect(await applyRules({ database: db.database, clock }, device)).toEqual({ removed: [], keptAgain: [] })
})

test('a request that was refused, or that nobody answered for a week, is over', async () => {
  const restorePointId = await point(1)
  const refused = await service.ask(ann, device.deviceId, { kind: 'purge', restorePointId, why: 'wrong client' })
  await service.refuse(ben, refused)
  await expect(service.approve(ben, refused)).rejects.toMatchObject({ code: 'platform.not-found' })
  await service.ask(ann, device.deviceId, { kind: 'purge', restorePointId, why: 'wrong client' })
  const later = createKeepingService({
    database: db.database,
    clock: fixedClock(new Date(clock.now().getTime() + 7 * DAY_MS + 1)),
    hasSecondStep: async () => true,
  })
  expect((await later.ofDevice(ann, device.deviceId)).requests).toEqual([])
})

test.each<[string, (o: { id: Id; clientId: Id; deviceId: Id }) => string, RegExp]>([
  [
    'a removal sooner than the delay',
    ({ id, clientId, deviceId }) =>
      `insert into recovery_tombstone values ('${clientId}', '${newId()}', '${deviceId}', '${id}', 'person', 'x', 'x', now(), now() + interval '13 days')`,
    /no sooner than 14 days/,
  ],
  [
    'one that was made long ago, it says',
    ({ id, clientId, deviceId }) =>
      `insert into recovery_tombstone values ('${clientId}', '${newId()}', '${deviceId}', '${id}', 'person', 'x', 'x', now() - interval '20 days', now() - interval '6 days')`,
    /no sooner than 14 days/,
  ],
  [
    'a shorter delay',
    ({ clientId, deviceId }) => `insert into recovery_keeping values ('${clientId}', '${deviceId}', '{}', 1, null, now())`,
    /by two people only/,
  ],
  [
    'a request that is born approved',
    ({ clientId, deviceId }) =>
      `insert into recovery_request values ('${clientId}', '${newId()}', '${deviceId}', 'shorten', null, 1, 'x', 'a', 'a', now(), now(), 'b', 'b', now())`,
    /approved after it was made/,
  ],
  ['tombstones that vanish', () => `delete from recovery_tombstone`, /permission denied/],
])('the database itself refuses %s', async (_, text, why) => {
  await point(1)
  const id = await point(9)
  await expect(write(text({ id, ...device }))).rejects.toThrow(why)
})

test('the database refuses that a tombstone is brought forward, done too early, or put on the last that passed', async () => {
  const last = await point(1)
  const old = await point(9)
  await service.remove(ann, device.deviceId, old, 'tidy up')
  await expect(write(`update recovery_tombstone set effective_at = now()`)).rejects.toThrow(/two people only/)
  await expect(write(`update recovery_tombstone set done_at = now()`)).rejects.toThrow(/its time has not come/)
  const { clientId, deviceId } = device
  const onLast = `insert into recovery_tombstone values ('${clientId}', '${newId()}', '${deviceId}', '${last}', 'person', 'x', 'x', now(), now() + interval '15 days')`
  await expect(write(onLast)).rejects.toThrow(/the last restore point that passed/)
  await service.ask(ann, deviceId, { kind: 'purge', restorePointId: old, why: 'secret data' })
  await expect(write(`update recovery_request set approved_by = asked_by, approved_at = now()`)).rejects.toThrow(/two_people/)
})

test('a point that is needed again loses its tombstone: the one after it failed its test since', async () => {
  const newest = await point(2)
  const old = await point(50)
  await service.change(ann, device.deviceId, {
    keep: { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0 },
    delayDays: 14,
    quotaBytes: null,
  })
  expect(await applyRules({ database: db.database, clock }, device)).toEqual({ removed: [old], keptAgain: [] })
  expect(await applyRules({ database: db.database, clock }, device)).toEqual({ removed: [], keptAgain: [] })
  await db.superuser(
    `insert into recovery_proof (client_id, id, device_id, restore_point_id, at, verdict, level, result, expires_at) values ($1, $2, $3, $4, now(), 'failed', 'L0', '{}', now())`,
    [device.clientId, newId(), device.deviceId, newest],
  )
  expect(await applyRules({ database: db.database, clock }, device)).toEqual({ removed: [], keptAgain: [old] })
})
