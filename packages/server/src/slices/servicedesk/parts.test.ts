import type { CannedRepliesSchema, Ticket, TicketList } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { z } from 'zod'
import { dana, type Scene, startScene, TUESDAY, user } from './test/scene.ts'

let scene: Scene
let acme: Id
const MINUTE = 60_000

beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(TUESDAY)
  acme = await scene.newClient('Acme')
})

const get = (id: Id) => scene.done<Ticket>(dana, 'GET', `/api/tickets/${id}`)
const say = (id: Id, body: string) => scene.done<Ticket>(dana, 'POST', `/api/tickets/${id}/messages`, { kind: 'reply', body })
const merge = (id: Id, into: Id) => scene.ask(dana, 'POST', `/api/tickets/${id}/merge`, { into })

test('merged: the earliest opening and the earliest response count, both conversations stand together, and what was merged leaves the statistics', async () => {
  const first = await scene.opened(dana, acme, { subject: 'First' })
  scene.clock.advance(10 * MINUTE)
  await say(first.id, 'We look at it.')
  scene.clock.advance(50 * MINUTE)
  const second = await scene.opened(dana, acme, { subject: 'Second' })
  scene.clock.advance(60 * MINUTE)
  expect((await merge(first.id, second.id)).status).toBe(200)
  const { sla, messages, breached } = await get(second.id)
  expect(sla.response).toMatchObject({ state: 'met', consumedSeconds: 600, at: '2026-11-24T09:10:00Z' })
  expect(sla.ledger[0]?.from).toBe('2026-11-24T09:00:00Z')
  expect(sla.resolution?.consumedSeconds).toBe(2 * 3600)
  expect([messages.map(({ body }) => body), breached]).toEqual([
    ['Smoke comes out of it.', 'We look at it.', 'Smoke comes out of it.'],
    false,
  ])
  expect(await get(first.id)).toMatchObject({ status: 'closed', mergedInto: second.id })
  const { rows } = await scene.done<TicketList>(dana, 'GET', `/api/tickets?clientId=${acme}`)
  expect(rows.map(({ id }) => id)).toEqual([second.id])
  const section = await scene.desk.reportSection(acme, { from: TUESDAY, to: new Date('2026-12-01T00:00:00Z') }, scene.clock.now())
  expect(section).toMatchObject({ sentence: 'The one promised time was kept.', facts: [{ value: '1' }, { value: '0' }] })
  expect((await scene.ask(dana, 'POST', `/api/tickets/${first.id}/messages`, { kind: 'reply', body: 'x' })).code).toBe('servicedesk.merged')
  await scene.done(dana, 'POST', `/api/tickets/${second.id}/messages`, { kind: 'note', body: 'Still the same clock.' })
  expect((await get(second.id)).sla.response?.consumedSeconds).toBe(600)
})

test('an answer of the client to what was merged goes on where it was merged', async () => {
  const uwe = user(acme)
  const one = await scene.openedByClient(uwe, acme)
  const other = await scene.openedByClient(uwe, acme, { subject: 'Again' })
  await merge(one.id, other.id)
  await scene.done(uwe, 'POST', `/api/portal/tickets/${one.id}/replies`, { body: 'And the scanner.' })
  expect((await get(other.id)).messages.at(-1)?.body).toBe('And the scanner.')
})

test('merged twice: the client’s answer goes on in the last, and after its window in a new ticket that names it', async () => {
  const uwe = user(acme)
  const [a, b, c] = [await scene.openedByClient(uwe, acme), await scene.openedByClient(uwe, acme), await scene.openedByClient(uwe, acme)]
  await merge(a.id, b.id)
  await merge(b.id, c.id)
  const reply = (body: string) => scene.done<{ id: Id }>(uwe, 'POST', `/api/portal/tickets/${a.id}/replies`, { body })
  await reply('Of the first.')
  expect((await get(c.id)).messages.at(-1)?.body).toBe('Of the first.')
  await scene.done(dana, 'PUT', `/api/tickets/${c.id}/status`, { status: 'resolved' })
  scene.clock.advance(9 * 24 * 60 * MINUTE)
  const late = await reply('It is back.')
  expect((await get(late.id)).previousId).toBe(c.id)
})

test('into itself, into another client’s, twice, or what is solved: one clear answer each', async () => {
  const [a, b] = [await scene.opened(dana, acme), await scene.opened(dana, acme)]
  const foreign = await scene.opened(dana, await scene.newClient('Other'))
  expect((await merge(a.id, a.id)).code).toBe('servicedesk.merge-itself')
  expect((await merge(a.id, foreign.id)).code).toBe('platform.not-found')
  expect((await merge(a.id, newId())).code).toBe('platform.not-found')
  await merge(a.id, b.id)
  expect((await merge(a.id, b.id)).code).toBe('servicedesk.merge-done')
  const both = await Promise.all([scene.opened(dana, acme), scene.opened(dana, acme)])
  const [x, y] = both.map(({ id }) => id)
  const answers = await Promise.all([merge(x ?? '', y ?? ''), merge(y ?? '', x ?? '')])
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
})

test('a child stands under its parent, and never above itself', async () => {
  const [top, middle, low] = [await scene.opened(dana, acme), await scene.opened(dana, acme), await scene.opened(dana, acme)]
  const under = (id: Id, parentId: Id | null) => scene.ask(dana, 'PUT', `/api/tickets/${id}/parent`, { parentId })
  await under(middle.id, top.id)
  expect((await under(low.id, middle.id)).status).toBe(200)
  expect(await get(middle.id)).toMatchObject({ parent: { number: top.number }, children: [{ number: low.number, status: 'new' }] })
  expect((await under(top.id, low.id)).code).toBe('servicedesk.parent-circle')
  expect((await under(top.id, top.id)).code).toBe('servicedesk.parent-circle')
  await under(middle.id, null)
  expect((await get(middle.id)).parent).toBeNull()
})

test('tags are words, each once, and find their tickets', async () => {
  const one = await scene.opened(dana, acme)
  const { tags } = await scene.done<Ticket>(dana, 'PUT', `/api/tickets/${one.id}/tags`, { tags: ['VPN', 'vpn', ' drucker '] })
  expect(tags).toEqual(['drucker', 'vpn'])
  expect((await scene.done<TicketList>(dana, 'GET', `/api/tickets?clientId=${acme}&tag=vpn`)).total).toBe(1)
  expect((await scene.done<TicketList>(dana, 'GET', `/api/tickets?clientId=${acme}&tag=vp`)).total).toBe(0)
  expect((await scene.ask(dana, 'PUT', `/api/tickets/${one.id}/tags`, { tags: ['two words'] })).status).toBe(400)
})

test('a text block of one name is one, is everybody’s at the desk, and can be removed', async () => {
  type Replies = z.infer<typeof CannedRepliesSchema>
  const url = '/api/desk/canned-replies'
  await scene.done(dana, 'POST', url, { name: 'Restart', body: 'Please restart it.' })
  const { replies } = await scene.done<Replies>(dana, 'POST', url, { name: 'Restart', body: 'Please restart it twice.' })
  expect(replies).toEqual([{ id: expect.any(String) as string, name: 'Restart', body: 'Please restart it twice.' }])
  expect((await scene.ask(user(acme), 'GET', url)).status).toBe(403)
  // Who works for one client puts no words into the mouths of the others.
  expect((await scene.ask({ ...dana, clients: [acme] }, 'POST', url, { name: 'Restart', body: 'Pay here.' })).status).toBe(403)
  const removed = () => scene.app.inject({ method: 'DELETE', url: `${url}/${replies[0]?.id}` })
  await scene.ask(dana, 'GET', url)
  expect((await removed()).json()).toEqual({ replies: [] })
  expect((await removed()).statusCode).toBe(404)
})
