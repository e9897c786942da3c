import type { RecurringList, TemplateList, Ticket, TicketList } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dana, manager, type Scene, startScene, TUESDAY, user } from '../test/scene.ts'

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

const list = () => scene.done<TicketList>(dana, 'GET', `/api/tickets?clientId=${acme}&sort=opened`)

test('split: what was said becomes a ticket of its own, promised from when it was said, and each names the other', async () => {
  const uwe = user(acme)
  const one = await scene.openedByClient(uwe, acme)
  scene.clock.advance(HOUR)
  await scene.done(uwe, 'POST', `/api/portal/tickets/${one.id}/replies`, { body: 'And the scanner is dead.' })
  scene.clock.advance(HOUR)
  const before = await scene.done<Ticket>(dana, 'GET', `/api/tickets/${one.id}`)
  const messageId = before.messages.at(-1)?.id
  const split = await scene.done<Ticket>(dana, 'POST', `/api/tickets/${one.id}/split`, { messageId, subject: 'The scanner' })
  expect(split).toMatchObject({ subject: 'The scanner', previousId: one.id, source: 'portal', openedAt: '2026-11-24T10:00:00.000Z' })
  expect(split.sla.resolution?.consumedSeconds).toBe(3600)
  expect(split.messages.map(({ author, body }) => [author, body])).toEqual([['customer', 'And the scanner is dead.']])
  const after = await scene.done<Ticket>(dana, 'GET', `/api/tickets/${one.id}`)
  expect(after.messages.at(-1)).toMatchObject({ kind: 'note', body: expect.stringContaining(`#${split.number}`) as string })
  const note = { messageId: after.messages.at(-1)?.id, subject: 'x' }
  expect((await scene.ask(dana, 'POST', `/api/tickets/${one.id}/split`, note)).code).toBe('servicedesk.split-note')
  expect((await scene.ask(dana, 'POST', `/api/tickets/${split.id}/split`, { messageId, subject: 'x' })).status).toBe(404)
  expect((await scene.ask({ ...dana, clients: [newId()] }, 'POST', `/api/tickets/${one.id}/split`, note)).status).toBe(404)
  // Whoever asked sees the new one too.
  const { tickets } = await scene.done<{ tickets: { id: Id }[] }>(uwe, 'GET', '/api/portal/tickets')
  expect(tickets.map(({ id }) => id)).toContain(split.id)
})

test('a template is replaced by its name, and a ticket of it has its checklist, ticked by a person', async () => {
  const template = { name: 'New colleague', subject: 'A new colleague', body: 'Set everything up.', checklist: ['Account', 'Laptop'] }
  await scene.done(dana, 'POST', '/api/desk/templates', template)
  const { templates } = await scene.done<TemplateList>(dana, 'POST', '/api/desk/templates', {
    ...template,
    checklist: ['Account', 'Laptop', 'Key'],
  })
  expect(templates.map(({ name, checklist }) => [name, checklist.length])).toEqual([['New colleague', 3]])
  const opened = await scene.opened(dana, acme, { checklist: templates[0]?.checklist, tags: ['new-colleague'] })
  const first = opened.checklist[0]?.id
  const put = (itemId: unknown, done: boolean) => scene.ask(dana, 'PUT', `/api/tickets/${opened.id}/checklist`, { itemId, done })
  expect((await put(first, true)).status).toBe(200)
  const more = await scene.done<Ticket>(dana, 'POST', `/api/tickets/${opened.id}/checklist`, { items: ['Card'] })
  expect(more.checklist.map(({ text, done }) => [text, done?.by ?? null])).toEqual([
    ['Account', dana.name],
    ['Laptop', null],
    ['Key', null],
    ['Card', null],
  ])
  expect((await put(first, false)).body['checklist']).toMatchObject([{ done: null }, {}, {}, {}])
  expect((await put(newId(), true)).status).toBe(404)
  // A text of all clients is not changed by who works for one of them.
  const ofOne = { ...dana, clients: [acme] }
  expect((await scene.ask(ofOne, 'POST', '/api/desk/templates', template)).status).toBe(403)
  expect((await scene.ask(ofOne, 'DELETE', `/api/desk/templates/${templates[0]?.id}`)).status).toBe(403)
  await scene.done(dana, 'DELETE', `/api/desk/templates/${templates[0]?.id}`)
  expect((await scene.ask(dana, 'DELETE', `/api/desk/templates/${templates[0]?.id}`)).status).toBe(404)
  expect((await scene.ask(manager(acme), 'GET', '/api/desk/templates')).status).toBe(403)
})

test('recurring work opens one ticket on its day, also when two look at once, and of what was missed only one', async () => {
  const url = `/api/clients/${acme}/recurring-tickets`
  const work = { subject: 'Check the batteries', body: 'In the rack.', every: 'month', firstOn: '2026-11-25', checklist: ['UPS 1'] }
  await scene.done(dana, 'POST', url, work)
  expect(await scene.desk.openRecurring()).toBe(0)
  // Warsaw is an hour ahead: the day begins at 23:00Z.
  scene.clock.set(new Date('2026-11-24T23:05:00Z'))
  const both = await Promise.all([scene.desk.openRecurring(), scene.desk.openRecurring()])
  expect(both.reduce((a, b) => a + b, 0)).toBe(1)
  const { rows } = await list()
  expect(rows.map(({ subject, source }) => [subject, source])).toEqual([['Check the batteries', 'recurring']])
  scene.clock.set(new Date('2027-03-26T10:00:00Z'))
  expect(await scene.desk.openRecurring()).toBe(1)
  const { recurring } = await scene.done<RecurringList>(dana, 'GET', url)
  expect(recurring.map(({ nextOn }) => nextOn)).toEqual(['2027-04-25'])
  expect((await scene.ask({ ...dana, clients: [newId()] }, 'DELETE', `${url}/${recurring[0]?.id}`)).status).toBe(404)
  await scene.done(dana, 'DELETE', `${url}/${recurring[0]?.id}`)
  scene.clock.set(new Date('2027-05-26T10:00:00Z'))
  expect(await scene.desk.openRecurring()).toBe(0)
})

test('an accepted recommendation is one ticket, however often it is told; a declined one is none', async () => {
  const told = scene.desk.subscriptions.find(({ topic }) => topic === 'recommendation.answered')
  const tell = (recommendationId: Id, answer: string) =>
    told?.handle({
      id: newId(),
      topic: 'recommendation.answered',
      clientId: acme,
      payload: { recommendationId, answer, title: 'A second copy' },
      at: TUESDAY.toISOString(),
    })
  const accepted = newId()
  await tell(accepted, 'accepted')
  await tell(accepted, 'accepted')
  await tell(newId(), 'declined')
  expect((await list()).rows.map(({ subject, source }) => [subject, source])).toEqual([['A second copy', 'recommendation']])
})
