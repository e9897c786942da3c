import { headerOf, parseMessage } from '../../platform/mime/index.ts'
import type { DeskRota, TicketForecast } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dana, type Scene, startScene, TUESDAY, user } from './test/scene.ts'

let scene: Scene
let acme: Id
const MINUTE = 60_000

beforeAll(async () => {
  scene = await startScene()
  await scene.done(dana, 'PUT', '/api/desk/mailbox', { address: 'help@msp.example', name: 'MSP Help' })
  scene.people.set('dana@msp.example', { id: dana.id, name: dana.name, clients: [] })
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(TUESDAY)
  acme = await scene.newClient('Acme')
  await scene.tellAll()
  scene.sent.splice(0)
})

const rota = (more: object = {}) => ({
  zone: 'Europe/Warsaw',
  shifts: [{ day: 'tue', from: '08:00', to: '18:00', personId: dana.id }],
  escalateTo: dana.id,
  ...more,
})
const minute = async (minutes: number) => {
  scene.clock.advance(minutes * MINUTE)
  const told = await scene.desk.warnOfDeadlines()
  await scene.tellAll()
  return told
}

test('at three quarters, nine tenths and the whole of the target whoever is on duty is told, once each, and not after an answer', async () => {
  const set = await scene.done<DeskRota>(dana, 'PUT', '/api/desk/rota', rota())
  expect(set.onDuty).toEqual([{ id: dana.id, name: 'Dana Lee', until: '2026-11-24T17:00:00.000Z' }])
  // Half an hour for the first answer.
  const { id } = await scene.opened(dana, acme, { priority: 'urgent' })
  expect([await minute(22), await minute(1), await minute(1), await minute(4), await minute(4)]).toEqual([0, 1, 0, 1, 1])
  expect(scene.sent.map(({ subject }) => subject.replace(/^#\d+/, '#n'))).toEqual([
    '#n: 75 % of the time for the first answer is gone',
    '#n: 90 % of the time for the first answer is gone',
    '#n: the promised first answer is late',
  ])
  const mail = parseMessage(Buffer.from(scene.sent[0]?.content ?? ''))
  expect([scene.sent[0]?.recipient, scene.sent[0]?.sender, headerOf(mail.root, 'auto-submitted')]).toEqual([
    'dana@msp.example',
    '',
    'auto-generated',
  ])
  const answered = await scene.opened(dana, acme, { priority: 'urgent' })
  await scene.done(dana, 'POST', `/api/tickets/${answered.id}/messages`, {
    kind: 'reply',
    body: 'On my way.',
    next: { status: 'resolved' },
  })
  await scene.done(dana, 'POST', `/api/tickets/${id}/messages`, { kind: 'reply', body: 'Sorry.', next: { status: 'resolved' } })
  expect(await minute(600)).toBe(0)
})

test('a rota names people of the desk and a zone that is one; it is set by who may', async () => {
  const put = async (more: object, actor = dana) => (await scene.ask(actor, 'PUT', '/api/desk/rota', rota(more))).code
  expect(await put({ escalateTo: newId() })).toBe('servicedesk.not-on-desk')
  expect(await put({ zone: 'Mars/Olympus' })).toBe('servicedesk.sla-rule')
  expect(await put({}, user(acme))).toBe('platform.forbidden')
})

test('what the queue comes to is said when there are records enough, and not before', async () => {
  const forecast = async () => (await scene.done<TicketForecast>(dana, 'GET', '/api/desk/forecast')).forecast
  expect(await forecast()).toBeNull()
  for (let n = 0; n < 10; n++) {
    const { id } = await scene.opened(dana, acme)
    await scene.done(dana, 'POST', `/api/tickets/${id}/time`, { minutes: 120, note: '' })
    await scene.done(dana, 'PUT', `/api/tickets/${id}/status`, { status: 'resolved' })
  }
  const soon = await scene.opened(dana, acme, { priority: 'urgent', subject: 'Soon' })
  await scene.opened(dana, acme, { priority: 'low', subject: 'Later' })
  expect(await forecast()).toEqual({
    late: [{ id: soon.id, number: soon.number, subject: 'Soon' }],
    hands: 1,
    minutesPerTicket: 120,
    records: 10,
  })
})
