import type { PortalTicket, PortalTicketRow, Ticket } from '@mainstay/contract/servicedesk'
import type { Id } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dana, manager, person, type Scene, startScene, TUESDAY, user } from './test/scene.ts'

let scene: Scene
let acme: Id
const DAY = 24 * 3_600_000

beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(TUESDAY)
  acme = await scene.newClient('Acme')
})

const list = async (actor: ReturnType<typeof user>) =>
  (await scene.done<{ tickets: PortalTicketRow[] }>(actor, 'GET', '/api/portal/tickets')).tickets.map(({ subject }) => subject)
const reply = (actor: ReturnType<typeof user>, id: Id) =>
  scene.done<PortalTicket>(actor, 'POST', `/api/portal/tickets/${id}/replies`, { body: 'It burns again.' })

test('a client opens a ticket, sees the promise and what was said to them, and never a note', async () => {
  const uwe = user(acme)
  const opened = await scene.openedByClient(uwe, acme, { workStopped: true })
  expect(opened).toMatchObject({ status: 'new', requester: 'Uwe User', assignee: null, zone: 'Europe/Warsaw' })
  expect(opened.response).toEqual({ state: 'running', deadline: '2026-11-24T09:30:00Z', at: null })
  await scene.done(dana, 'POST', `/api/tickets/${opened.id}/messages`, { kind: 'note', body: 'They never turn it on.' })
  await scene.done(dana, 'POST', `/api/tickets/${opened.id}/messages`, { kind: 'reply', body: 'Is it on?' })
  const seen = await scene.ask(uwe, 'GET', `/api/portal/tickets/${opened.id}`)
  expect(JSON.stringify(seen.body)).not.toContain('never turn')
  expect((seen.body as PortalTicket).messages.map(({ body }) => body)).toEqual(['Since this morning.', 'Is it on?'])
})

test('a manager sees the firm’s tickets, others their own, and nobody those of watching', async () => {
  const [uwe, ulla] = [user(acme), user(acme, 'Ulla')]
  await scene.openedByClient(uwe, acme, { subject: 'Uwe’s' })
  const { id } = await scene.openedByClient(ulla, acme, { subject: 'Ulla’s' })
  expect(await list(uwe)).toEqual(['Uwe’s'])
  expect((await list(manager(acme))).toSorted()).toEqual(['Ulla’s', 'Uwe’s'])
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['POST', '/replies', { body: 'x' }],
    ['PUT', '/satisfaction', { answer: 'good' }],
  ] as const)
    expect((await scene.ask(uwe, method, `/api/portal/tickets/${id}${path}`, body)).code).toBe('platform.not-found')
})

test('a reply reopens what was resolved within seven days; the time it stood resolved does not count', async () => {
  const uwe = user(acme)
  const { id } = await scene.openedByClient(uwe, acme)
  await scene.done(dana, 'PUT', `/api/tickets/${id}/status`, { status: 'closed' })
  scene.clock.advance(7 * DAY)
  const again = await reply(uwe, id)
  expect([again.id, again.status]).toEqual([id, 'open'])
  const { sla } = await scene.done<Ticket>(dana, 'GET', `/api/tickets/${id}`)
  expect(sla.resolution).toMatchObject({ state: 'running', consumedSeconds: 0 })
})

test('after seven days a reply is a new ticket that names the old one', async () => {
  const uwe = user(acme)
  const { id, number } = await scene.openedByClient(uwe, acme)
  await scene.done(dana, 'PUT', `/api/tickets/${id}/status`, { status: 'resolved' })
  scene.clock.advance(7 * DAY + 1000)
  const next = await reply(uwe, id)
  expect(next.id).not.toBe(id)
  expect(next.number).toBeGreaterThan(number)
  expect((await scene.done<Ticket>(dana, 'GET', `/api/tickets/${next.id}`)).previousId).toBe(id)
  expect((await scene.ask(dana, 'PUT', `/api/tickets/${id}/status`, { status: 'open' })).code).toBe('servicedesk.reopen-window-over')
})

test('one click says whether it was good, after the resolution, and the mind can change', async () => {
  const uwe = user(acme)
  const { id } = await scene.openedByClient(uwe, acme)
  const judge = (answer: string) => scene.ask(uwe, 'PUT', `/api/portal/tickets/${id}/satisfaction`, { answer })
  expect((await judge('good')).code).toBe('servicedesk.not-resolved')
  await scene.done(dana, 'PUT', `/api/tickets/${id}/status`, { status: 'resolved' })
  expect((await judge('good')).body['satisfaction']).toBe('good')
  expect((await judge('bad')).body['satisfaction']).toBe('bad')
  await judge('bad')
  const { satisfaction, changes } = await scene.done<Ticket>(dana, 'GET', `/api/tickets/${id}`)
  expect([satisfaction, changes.filter(({ type }) => type === 'satisfaction').map(({ to }) => to)]).toEqual(['bad', ['good', 'bad']])
})

test('only the client’s own people speak for the client', async () => {
  const owner = person('staff', 'Ada', 'all', ['portal.tickets', 'portal.all-tickets'])
  expect((await scene.ask(owner, 'POST', `/api/portal/clients/${acme}/tickets`, { subject: 'x', body: 'x' })).code).toBe(
    'servicedesk.for-clients',
  )
})
