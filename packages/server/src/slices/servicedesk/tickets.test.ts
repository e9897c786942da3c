import type { DeskSettings, PortalTicket, Ticket, TicketList } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dana, manager, person, type Scene, startScene, TUESDAY, user } from './test/scene.ts'

let scene: Scene
let acme: Id
const HOUR = 3_600_000

beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(TUESDAY)
  acme = await scene.newClient('Acme')
})

const queue = (query = ''): Promise<TicketList> => scene.done(dana, 'GET', `/api/tickets?clientId=${acme}${query}`)
const status = (id: Id, to: string, reason?: string) => scene.ask(dana, 'PUT', `/api/tickets/${id}/status`, { status: to, reason })
const say = (id: Id, message: object) => scene.done(dana, 'POST', `/api/tickets/${id}/messages`, message)
const audit = async (id: Id) =>
  (await scene.db.superuser('select action from audit_entry where subject = $1 order by id', [id])).map((row) => String(row['action']))

test('a ticket lives from the call to the resolution: clock, conversation, audit, notices', async () => {
  const ticket = await scene.opened(dana, acme)
  expect(ticket).toMatchObject({ status: 'new', priority: 'normal', source: 'phone', requester: 'Ewa', clientName: 'Acme', assignee: null })
  // Four working hours from ten o'clock in Warsaw.
  expect(ticket.next).toEqual({ clock: 'response', deadline: '2026-11-24T13:00:00.000Z' })
  scene.clock.advance(HOUR)
  const noted = await say(ticket.id, { kind: 'note', body: 'Which printer?' })
  expect([noted.status, noted.next?.clock]).toEqual(['new', 'response'])
  const answered = await say(ticket.id, { kind: 'reply', body: 'Pull the plug. We are on the way.' })
  expect(answered.sla.response).toMatchObject({ state: 'met', at: '2026-11-24T10:00:00Z' })
  expect([answered.status, answered.next]).toEqual(['open', { clock: 'resolution', deadline: '2026-11-27T09:00:00.000Z' }])
  const { body: resolved } = await status(ticket.id, 'resolved')
  expect(resolved).toMatchObject({ status: 'resolved', next: null, breached: false, sla: { resolution: { state: 'met' } } })
  expect((resolved as Ticket).messages.map(({ kind, author }) => [kind, author])).toEqual([
    ['reply', 'customer'],
    ['note', 'technician'],
    ['reply', 'technician'],
  ])
  // Two of them happened in one instant.
  expect((await audit(ticket.id)).toSorted()).toEqual([
    'servicedesk.ticket-noted',
    'servicedesk.ticket-opened',
    'servicedesk.ticket-replied',
    'servicedesk.ticket-status-set',
  ])
  const topics = await scene.db.superuser('select topic from outbox_event where client_id = $1 order by topic', [acme])
  expect(topics.map(({ topic }) => topic)).toEqual([
    'ticket.changed',
    'ticket.changed',
    'ticket.opened',
    'ticket.replied',
    'ticket.resolved',
  ])
})

test('waiting takes a reason, stops the clock, and shows when it would be due; the answer of the client wakes it', async () => {
  const owner = manager(acme)
  const { id } = await scene.openedByClient(owner, acme)
  await say(id, { kind: 'reply', body: 'Which one?' })
  expect((await status(id, 'waiting-customer')).code).toBe('servicedesk.needs-reason')
  scene.clock.advance(HOUR)
  const { body } = await status(id, 'waiting-customer', 'Which printer it is')
  expect(body).toMatchObject({ next: null, sla: { resolution: { state: 'paused', deadline: null, consumedSeconds: 3600 } } })
  scene.clock.advance(30 * 24 * HOUR)
  const late = await scene.done<Ticket>(dana, 'GET', `/api/tickets/${id}`)
  expect([late.breached, late.sla.breaches]).toEqual([false, []])
  expect(Date.parse(late.ifResumed ?? '')).toBeGreaterThan(scene.clock.now().getTime())
  expect(late.changes.at(-1)).toMatchObject({ type: 'status', to: 'waiting-customer', reason: 'Which printer it is', by: 'Dana Lee' })
  const seen = await scene.done<PortalTicket>(owner, 'POST', `/api/portal/tickets/${id}/replies`, { body: 'The one in the hall.' })
  expect([seen.status, seen.waitingFor, seen.resolution?.deadline]).toEqual(['open', null, late.ifResumed?.replace('.000', '')])
})

test('the queue is by time left: overdue first, what does not run last', async () => {
  const low = await scene.opened(dana, acme, { priority: 'low', subject: 'low' })
  const waiting = await scene.opened(dana, acme, { subject: 'waiting' })
  await say(waiting.id, { kind: 'reply', body: 'When?', next: { status: 'waiting-customer', reason: 'A date' } })
  const urgent = await scene.opened(dana, acme, { priority: 'urgent', subject: 'urgent' })
  const done = await scene.opened(dana, acme, { subject: 'done' })
  await status(done.id, 'closed')
  scene.clock.advance(HOUR)
  const { rows, total, counts } = await queue()
  expect(rows.map(({ subject, breached }) => [subject, breached])).toEqual([
    ['urgent', true],
    ['low', false],
    ['waiting', false],
  ])
  expect([total, counts]).toEqual([3, { open: 3, mine: 0, unassigned: 3, waiting: 1, overdue: 1 }])
  await scene.done(dana, 'PUT', `/api/tickets/${urgent.id}/assignee`, { personId: dana.id })
  expect((await queue('&view=mine')).rows.map(({ subject }) => subject)).toEqual(['urgent'])
  expect((await queue('&view=done')).rows.map(({ subject }) => subject)).toEqual(['done'])
  expect((await queue(`&q=%23${low.number}`)).rows.map(({ subject }) => subject)).toEqual(['low'])
  expect((await queue('&q=%25')).total).toBe(0)
  expect((await queue('&page=2&pageSize=2')).rows.map(({ subject }) => subject)).toEqual(['waiting'])
})

test('a missed target stays missed, with the answer that came late, and after the priority fell', async () => {
  const { id } = await scene.opened(dana, acme, { priority: 'urgent' })
  scene.clock.advance(HOUR)
  await say(id, { kind: 'reply', body: 'Sorry for the delay.' })
  const { body } = await scene.ask(dana, 'PUT', `/api/tickets/${id}/priority`, { priority: 'low' })
  expect(body).toMatchObject({ breached: true, priority: 'low', next: { clock: 'resolution' } })
  expect((body as Ticket).sla.breaches).toMatchObject([{ clock: 'response', target: { amount: 30, unit: 'minutes' } }])
})

test('what a token sends is no answer to the clock', async () => {
  const { id } = await scene.opened(dana, acme)
  const token = person('token', 'script', 'all', ['servicedesk.read', 'servicedesk.write'])
  const answered = await scene.done(token, 'POST', `/api/tickets/${id}/messages`, { kind: 'reply', body: 'We got your request.' })
  expect([answered.sla.response?.state, answered.messages.at(-1)?.author]).toEqual(['running', 'system'])
})

test('hours and targets are a proposal until a person sets them, and a new version holds for new tickets alone', async () => {
  const url = `/api/clients/${acme}/desk-settings`
  const before = await scene.opened(dana, acme)
  const proposed = await scene.done<DeskSettings>(dana, 'GET', url)
  expect(proposed).toMatchObject({ version: 1, set: false, calendar: { zone: 'Europe/Warsaw' } })
  const { calendar, policy } = proposed
  const shut = { ...calendar, exceptions: [{ date: '2026-11-24', hours: [], name: 'Stocktaking' }] }
  const set = await scene.done<DeskSettings>(dana, 'PUT', url, { from: 1, calendar: shut, policy })
  expect(set).toMatchObject({ version: 2, set: true, madeBy: 'Dana Lee' })
  expect((await scene.ask(dana, 'PUT', url, { from: 1, calendar: shut, policy })).code).toBe('servicedesk.settings-changed')
  const after = await scene.opened(dana, acme)
  expect(after.next?.deadline).toBe('2026-11-25T12:00:00.000Z')
  expect((await scene.done(dana, 'GET', `/api/tickets/${before.id}`)).next).toEqual(before.next)
  const never = { zone: 'Europe/Warsaw', weekly: {}, exceptions: [] }
  expect((await scene.ask(dana, 'PUT', url, { from: 2, calendar: never, policy })).code).toBe('servicedesk.sla-rule')
  const { normal: _, ...three } = policy.priorities
  expect((await scene.ask(dana, 'PUT', url, { from: 2, calendar, policy: { ...policy, priorities: three } })).code).toBe(
    'servicedesk.sla-rule',
  )
  expect((await scene.ask(manager(acme), 'GET', url)).status).toBe(403)
})

test('a stopwatch runs once for each person, and minutes can be written down', async () => {
  const { id } = await scene.opened(dana, acme)
  const time = (what: string, body: object = {}) => scene.ask(dana, 'POST', `/api/tickets/${id}/${what}`, body)
  expect((await time('stopwatch/stop')).code).toBe('servicedesk.stopwatch-stands')
  await time('stopwatch/start')
  expect((await time('stopwatch/start')).code).toBe('servicedesk.stopwatch-runs')
  scene.clock.advance(HOUR / 2)
  await time('stopwatch/stop', { note: 'Looked at the plug' })
  const { body } = await time('time', { minutes: 15, note: 'The drive' })
  expect((body as Ticket).time.map(({ startedAt, endedAt, note }) => [Date.parse(endedAt ?? '') - Date.parse(startedAt), note])).toEqual(
    expect.arrayContaining([
      [HOUR / 2, 'Looked at the plug'],
      [HOUR / 4, 'The drive'],
    ]),
  )
})

test('guessed ids of another client are not found, for staff of some clients and for clients’ people', async () => {
  const other = await scene.newClient('Other')
  const { id } = await scene.openedByClient(manager(other), other)
  const theirs = newId()
  await scene.db.superuser("insert into clients_site values ($1, $2, 'Office', now())", [other, theirs])
  await scene.db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at)
     values ($1, $2, $2, 'theirs', 'linux', 'x64', '1', '\\x00', now())`,
    [other, theirs],
  )
  const bound = person('staff', 'Bo', [acme], ['servicedesk.read', 'servicedesk.write', 'servicedesk.settings'])
  const tries: [typeof bound, 'GET' | 'POST' | 'PUT', string, object?][] = [
    [bound, 'GET', `/api/tickets/${id}`],
    [bound, 'POST', `/api/tickets/${id}/messages`, { kind: 'note', body: 'x' }],
    [bound, 'PUT', `/api/tickets/${id}/status`, { status: 'closed' }],
    [bound, 'PUT', `/api/tickets/${id}/priority`, { priority: 'low' }],
    [bound, 'PUT', `/api/tickets/${id}/assignee`, { personId: null }],
    [bound, 'POST', `/api/tickets/${id}/stopwatch/start`, {}],
    [bound, 'POST', `/api/tickets/${id}/time`, { minutes: 1 }],
    [bound, 'POST', `/api/clients/${other}/tickets`, { subject: 'x', body: 'x', requester: 'x' }],
    [bound, 'POST', `/api/clients/${acme}/tickets`, { subject: 'x', body: 'x', requester: 'x', deviceId: theirs }],
    [bound, 'GET', `/api/clients/${other}/assignees`],
    [bound, 'GET', `/api/clients/${other}/desk-settings`],
    [bound, 'GET', `/api/tickets?clientId=${other}`],
    [manager(acme), 'GET', `/api/portal/tickets/${id}`],
    [manager(acme), 'POST', `/api/portal/tickets/${id}/replies`, { body: 'x' }],
    [manager(acme), 'PUT', `/api/portal/tickets/${id}/satisfaction`, { answer: 'bad' }],
    [manager(acme), 'POST', `/api/portal/clients/${other}/tickets`, { subject: 'x', body: 'x' }],
    [bound, 'GET', `/api/tickets/${newId()}`],
  ]
  for (const [actor, method, url, payload] of tries)
    expect([url, (await scene.ask(actor, method, url, payload)).code]).toEqual([url, 'platform.not-found'])
  expect((await scene.done<TicketList>(bound, 'GET', '/api/tickets')).rows).toEqual([])
})

test('without the right nothing is done, and an unknown person cannot have it', async () => {
  const { id } = await scene.opened(dana, acme)
  const reads = person('staff', 'Rita', 'all', ['servicedesk.read'])
  expect((await scene.ask(reads, 'POST', `/api/tickets/${id}/messages`, { kind: 'note', body: 'x' })).status).toBe(403)
  expect((await scene.ask(user(acme), 'GET', `/api/tickets/${id}`)).status).toBe(403)
  expect((await scene.ask(dana, 'GET', '/api/portal/tickets')).status).toBe(403)
  expect((await scene.ask(dana, 'PUT', `/api/tickets/${id}/assignee`, { personId: newId() })).code).toBe('servicedesk.not-assignable')
})

test('what was said and counted cannot be changed by the application', async () => {
  const { id } = await scene.opened(dana, acme)
  for (const table of ['servicedesk_event', 'servicedesk_message', 'servicedesk_settings', 'servicedesk_ticket']) {
    const [row] = await scene.db.superuser("select has_table_privilege('mainstay_app', $1, 'delete') as may", [table])
    expect([table, row?.['may']]).toEqual([table, false])
  }
  expect((await status(id, 'resolved')).status).toBe(200)
  expect((await scene.ask(dana, 'PUT', `/api/tickets/${id}/priority`, { priority: 'low' })).code).toBe('servicedesk.resolved')
  expect((await status(id, 'resolved')).code).toBe('servicedesk.same-status')
  expect((await status(id, 'closed')).status).toBe(200)
  expect((await scene.ask(dana, 'POST', `/api/tickets/${id}/messages`, { kind: 'reply', body: 'x' })).code).toBe('servicedesk.closed')
})
