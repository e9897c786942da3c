import type { Ticket, TicketList } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { oneClient } from '../../platform/database/index.ts'
import { createJobs } from '../../platform/jobs/index.ts'
import { silentLog } from '../../platform/log/index.ts'
import { publish, startDispatcher, subscriptionJobs } from '../../platform/outbox/index.ts'
import { dana, manager, type Scene, startScene } from './test/scene.ts'

let scene: Scene
let acme: Id

beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())
beforeEach(async () => {
  acme = await scene.newClient('Acme')
})

const incident = (worst = 'warning') => ({
  incidentId: newId(),
  deviceId: newId(),
  cause: 'disk',
  state: worst,
  worst,
  summary: 'Disk / is 96 % full',
  openedAt: scene.clock.now().toISOString(),
})
async function tell(topic: string, payload: Record<string, unknown>, clientId = acme): Promise<void> {
  const subscription = scene.desk.subscriptions.find((one) => one.topic === topic)
  await subscription?.handle({ id: newId(), topic, clientId, payload, at: scene.clock.now().toISOString() })
}
const tickets = async (view = 'open') => (await scene.done<TicketList>(dana, 'GET', `/api/tickets?clientId=${acme}&view=${view}`)).rows

test('one incident is one ticket, however often it is told, and is closed with it', async () => {
  const one = incident()
  await tell('incident.opened', one)
  await tell('incident.opened', one)
  const [row, ...others] = await tickets()
  expect([row, others]).toEqual([expect.objectContaining({ subject: one.summary, source: 'incident', priority: 'normal' }), []])
  await tell('incident.escalated', { ...one, worst: 'critical' })
  await tell('incident.escalated', { ...one, worst: 'critical' })
  expect((await tickets()).map(({ priority }) => priority)).toEqual(['high'])
  await tell('incident.closed', { ...one, worst: 'critical' })
  await tell('incident.closed', { ...one, worst: 'critical' })
  expect(await tickets()).toEqual([])
  const ticket = await scene.done<Ticket>(dana, 'GET', `/api/tickets/${row?.id}`)
  expect(ticket).toMatchObject({ status: 'closed', incidentId: one.incidentId, deviceId: one.deviceId })
  expect(ticket.messages.map(({ body }) => body)).toEqual([one.summary, `It got worse: ${one.summary}`, 'The incident is over.'])
})

test('many tellings at once make one ticket too', async () => {
  const one = incident()
  await Promise.all(Array.from({ length: 8 }, () => tell('incident.opened', one)))
  expect(await tickets()).toHaveLength(1)
})

test('an end that is heard of before its beginning makes one ticket, closed', async () => {
  const one = incident('critical')
  await tell('incident.closed', one)
  await tell('incident.opened', one)
  await tell('incident.escalated', one)
  expect([await tickets(), await tickets('done')]).toEqual([[], [expect.objectContaining({ status: 'closed', priority: 'high' })]])
})

test('what a person judged more urgent stays so; an incident that comes back later is another ticket', async () => {
  const one = incident()
  await tell('incident.opened', one)
  const [row] = await tickets()
  await scene.done(dana, 'PUT', `/api/tickets/${row?.id}/priority`, { priority: 'urgent' })
  await tell('incident.escalated', { ...one, worst: 'critical' })
  expect((await tickets()).map(({ priority }) => priority)).toEqual(['urgent'])
  await tell('incident.opened', incident())
  expect(await tickets()).toHaveLength(2)
})

test('tickets of watching are the provider’s: the client does not see them', async () => {
  await tell('incident.opened', incident())
  expect(await scene.done(manager(acme), 'GET', '/api/portal/tickets')).toEqual({ tickets: [] })
})

test('events of a client that is gone are done with', async () => {
  await expect(tell('incident.opened', incident(), newId())).resolves.toBeUndefined()
})

test('what monitoring publishes reaches the desk through the outbox', async () => {
  const { db, desk } = scene
  const pool = db.database.pool('jobs')
  const jobs = createJobs({ pool, log: silentLog() })
  await jobs.start(subscriptionJobs(desk.subscriptions), { work: true })
  const dispatcher = startDispatcher({ pool, jobs, subscriptions: desk.subscriptions, log: silentLog() })
  const one = incident('critical')
  const tellAll = async (topic: string): Promise<void> => {
    const event = { topic, clientId: acme, payload: one, at: new Date() }
    await db.database.transaction(oneClient(acme), (tx) => publish(tx, event))
    dispatcher.wake()
  }
  try {
    await tellAll('incident.opened')
    await expect.poll(() => tickets(), { timeout: 15_000 }).toEqual([expect.objectContaining({ priority: 'high', source: 'incident' })])
    await tellAll('incident.closed')
    await expect.poll(() => tickets(), { timeout: 15_000 }).toEqual([])
  } finally {
    await dispatcher.stop()
    await jobs.stop()
  }
})
