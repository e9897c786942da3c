import { fixedClock } from '@mainstay/kernel'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { addClient, addDevice } from '../test/instance.ts'
import { createScene, type Scene, type Values } from '../test/watch-scene.ts'
import type { DeviceKey } from '../ports.ts'
import { oneClient } from '../../../platform/database/index.ts'
import { type Condition, replaceConditions } from './conditions.ts'

let db: TestDatabase
let acme: { clientId: string; siteId: string }
let clock: ReturnType<typeof fixedClock>
let scene: Scene
let device: DeviceKey
let hosts = 0
const START = new Date('2026-11-24T09:00:00Z')

beforeAll(async () => {
  db = await openTestDatabase()
  acme = await addClient(db, 'Acme')
})
afterAll(() => db.drop())
beforeEach(async () => {
  clock = fixedClock(START)
  device = await addDevice(db, acme, `srv-${++hosts}`, START)
  scene = await createScene(db, clock)
})
afterEach(async () => {
  await db.superuser('delete from devices_device')
  for (const table of ['alert', 'incident', 'device_state', 'series', 'lease', 'condition'])
    await db.superuser(`delete from monitoring_${table}`)
  await db.superuser('delete from outbox_event')
})

/** A batch each minute, or silence; the watch judges each minute. */
async function minutes(n: number, values: Partial<Values> | null, who = scene, from = device): Promise<void> {
  for (let i = 0; i < n; i++) {
    clock.advance(60_000)
    if (values !== null) await who.send(from, values)
    await who.watcher.tick()
  }
}
const state = async () => (await db.superuser('select state, why from monitoring_device_state where device_id = $1', [device.deviceId]))[0]
const told = async (what: string) =>
  (await db.superuser('select topic from outbox_event where topic like $1 order by id', [`${what}.%`])).map((row) => row['topic'])
const events = () => told('incident')
const alerts = () => db.superuser('select rule, subject, state, worst, summary, since, ended_at from monitoring_alert order by since, rule')

test('a device is ok only with data: before it is unknown, and says why', async () => {
  await minutes(1, null)
  expect(await state()).toMatchObject({ state: 'unknown', why: expect.stringMatching(/was measured yet/) })
  await minutes(1, {})
  expect(await state()).toEqual({ state: 'ok', why: null })
  expect(await events()).toEqual([])
})

test('a full disk raises an alert and opens an incident; it grows critical, and both end when there is room', async () => {
  await minutes(3, {})
  await minutes(8, { disk: 0.92 })
  expect(await state()).toEqual({ state: 'warning', why: 'Disk / is 92 % full (limit 90 %)' })
  expect(await events()).toEqual(['incident.opened'])
  await minutes(4, { disk: 0.96 })
  expect(await state()).toEqual({ state: 'critical', why: 'Disk / is 96 % full (limit 95 %)' })
  expect(await events()).toEqual(['incident.opened', 'incident.escalated'])
  await minutes(8, { disk: 0.4 })
  expect(await state()).toEqual({ state: 'ok', why: null })
  expect(await events()).toEqual(['incident.opened', 'incident.escalated', 'incident.closed'])
  expect(await alerts()).toEqual([
    expect.objectContaining({ rule: 'filesystem-full', subject: '/', worst: 'critical', ended_at: expect.any(Date) }),
  ])
  const [opened] = await db.superuser("select payload from outbox_event where topic = 'incident.opened'")
  expect(opened?.['payload']).toMatchObject({
    deviceId: device.deviceId,
    cause: 'storage',
    state: 'warning',
    summary: 'Disk / is 92 % full (limit 90 %)',
  })
  expect(await told('alert')).toEqual(['alert.raised', 'alert.changed', 'alert.ended'])
  const [ended] = await db.superuser("select client_id, payload from outbox_event where topic = 'alert.ended'")
  expect(ended).toMatchObject({
    client_id: acme.clientId,
    payload: { deviceId: device.deviceId, rule: 'filesystem-full', subject: '/', worst: 'critical', incidentId: expect.any(String) },
  })
})

test('a machine that goes silent is unknown and alerts by itself, once; heard again, it is ok', async () => {
  await minutes(3, {})
  await minutes(30, null)
  expect(await state()).toMatchObject({ state: 'unknown', why: expect.stringMatching(/^Not heard from/) })
  expect(await events()).toEqual(['incident.opened'])
  expect((await alerts()).map((alert) => [alert['rule'], alert['state']])).toEqual([['agent-silent', 'unknown']])
  await minutes(3, {})
  expect(await state()).toEqual({ state: 'ok', why: null })
  expect(await events()).toEqual(['incident.opened', 'incident.closed'])
})

test('a device that never speaks after it was enrolled alerts too', async () => {
  await minutes(5, null)
  expect(await state()).toMatchObject({ state: 'unknown', why: 'Not heard from since it was enrolled' })
  expect(await events()).toEqual(['incident.opened'])
})

test('what was wrong before a silence stays open through it, and nothing is added', async () => {
  await minutes(8, { disk: 0.92 })
  await minutes(30, null)
  expect((await alerts()).map((alert) => [alert['rule'], alert['state'], alert['ended_at']])).toEqual([
    ['filesystem-full', 'warning', null],
    ['agent-silent', 'unknown', null],
  ])
})

test('for the time when the server itself was down nothing is raised', async () => {
  await minutes(3, {})
  clock.advance(6 * 3_600_000)
  const next = await createScene(db, clock)
  await db.superuser('delete from monitoring_lease')
  await minutes(1, null, next)
  expect(await events()).toEqual([])
  await minutes(2, {}, next)
  expect(await events()).toEqual([])
  expect(await state()).toEqual({ state: 'ok', why: null })
})

test('an instance that stood still, or whose database was away, blames nobody for it', async () => {
  await minutes(3, {})
  clock.advance(3_600_000)
  await scene.watcher.tick()
  expect(await events()).toEqual([])
  scene.watcher.outage(clock.now())
  await minutes(2, null)
  expect(await events()).toEqual([])
  await minutes(3, null)
  expect(await events()).toEqual(['incident.opened'])
})

test('after a restart an open alert goes on: it is neither ended nor raised again', async () => {
  await minutes(8, { disk: 0.92 })
  const next = await createScene(db, clock)
  await db.superuser('delete from monitoring_lease')
  await minutes(10, { disk: 0.92 }, next)
  expect(await events()).toEqual(['incident.opened'])
  await minutes(8, { disk: 0.2 }, next)
  expect(await events()).toEqual(['incident.opened', 'incident.closed'])
})

test('of two instances one writes; when it is gone the other takes over with what it saw', async () => {
  const other = await createScene(db, clock)
  await minutes(1, { disk: 0.92 })
  await other.watcher.tick()
  expect([scene.watcher.leads(), other.watcher.leads()]).toEqual([true, false])
  for (let i = 0; i < 8; i++) {
    clock.advance(60_000)
    await scene.send(device, { disk: 0.92 })
    await other.send(device, { disk: 0.92 })
    await Promise.all([scene.watcher.tick(), other.watcher.tick()])
  }
  expect(await events()).toEqual(['incident.opened'])
  await db.superuser("update monitoring_lease set until = now() - interval '1 second'")
  await minutes(8, { disk: 0.96 }, other)
  expect(other.watcher.leads()).toBe(true)
  expect(await events()).toEqual(['incident.opened', 'incident.escalated'])
})

test('a disk that is no longer measured, on a machine that speaks, is unknown and alerts', async () => {
  await minutes(3, {})
  const without = async (n: number) => {
    for (let i = 0; i < n; i++) {
      clock.advance(60_000)
      await scene.send(device, { memory: 0.5, disk: Number.NaN })
      await scene.watcher.tick()
    }
  }
  await without(20)
  expect(await state()).toEqual({ state: 'unknown', why: 'Disk / is no longer measured' })
  expect(await events()).toEqual(['incident.opened'])
})

test('a revoked device is let go, and its incidents are closed', async () => {
  await minutes(8, { disk: 0.92 })
  await db.superuser('update devices_device set revoked_at = now()')
  await minutes(1, null)
  expect(await events()).toEqual(['incident.opened', 'incident.closed'])
  expect(await state()).toBeUndefined()
})

test('when states cannot be written they are written at the next turn', async () => {
  await minutes(5, { disk: 0.92 })
  await db.superuser('alter table monitoring_alert rename to monitoring_alert_away')
  await minutes(3, { disk: 0.92 })
  await db.superuser('alter table monitoring_alert_away rename to monitoring_alert')
  expect(await events()).toEqual([])
  await minutes(1, { disk: 0.92 })
  expect(await events()).toEqual(['incident.opened'])
  expect(await state()).toMatchObject({ state: 'warning' })
})

test('what another slice found is an alert from the time it was told, and ends when it is told no more; other owners’ stay', async () => {
  await minutes(1, {})
  const condition = (change: Partial<Condition> = {}): Condition => ({
    deviceId: device.deviceId,
    rule: 'recovery-rpo',
    ruleName: 'Age of the newest proven backup',
    subject: '',
    cause: 'recovery',
    state: 'warning',
    summary: 'Its newest proven backup is older than promised',
    detail: '',
    ...change,
  })
  const tell = (owner: string, ...conditions: Condition[]) =>
    db.database.transaction(oneClient(acme.clientId), (tx) =>
      replaceConditions(tx, { clientId: acme.clientId, owner, conditions, at: clock.now() }),
    )
  const first = clock.now()
  await tell('recovery', condition())
  await tell('mail', condition({ rule: 'mail-held', cause: 'mail' }))
  await minutes(2, {})
  await tell('recovery', condition({ state: 'critical', summary: 'Twice as old' }))
  await minutes(1, {})
  const recovery = async () => (await alerts()).find(({ rule }) => rule === 'recovery-rpo')
  expect(await recovery()).toMatchObject({ state: 'critical', summary: 'Twice as old', since: first, ended_at: null })
  await tell('recovery')
  await minutes(1, {})
  expect((await recovery())?.['ended_at']).toEqual(clock.now())
  expect((await alerts()).find(({ rule }) => rule === 'mail-held')?.['ended_at']).toBe(null)
  expect(await events()).toEqual(['incident.opened', 'incident.opened', 'incident.escalated', 'incident.closed'])
  // A machine that works well is not called bad for its backup: recovery shows its own standing.
  expect(await state()).toMatchObject({ state: 'ok' })
})
