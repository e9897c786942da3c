import { fixedClock, newId } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import type { Actor } from '../../platform/auth/index.ts'
import { createHttp } from '../../platform/http/index.ts'
import { silentLog } from '../../platform/log/index.ts'
import { createClients } from './index.ts'

let db: TestDatabase
let app: FastifyInstance
let actor: Actor
const person = (clients: Actor['clients'], ...permissions: string[]): Actor => ({
  kind: 'staff',
  id: 'p',
  name: 'Pat',
  permissions: new Set(permissions),
  clients,
})

beforeAll(async () => {
  db = await openTestDatabase()
  const authenticate = async (): Promise<Actor> => actor
  app = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  createClients({ database: db.database, clock: fixedClock(new Date('2026-11-24T09:00:00Z')) }).routes(app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const create = (body: unknown) => app.inject({ method: 'POST', url: '/api/clients', payload: body as object })

test('a client is made with its first site, audited, published, and listed', async () => {
  actor = person('all', 'clients.read', 'clients.write')
  const made = await create({ name: 'Żółć GmbH', zone: 'Europe/Warsaw' })
  expect(made.statusCode).toBe(201)
  const client = made.json<{ id: string; sites: { name: string }[] }>()
  expect(client.sites.map((s) => s.name)).toEqual(['Main office'])
  expect((await app.inject('/api/clients')).json<{ clients: { name: string }[] }>().clients.map((c) => c.name)).toEqual(['Żółć GmbH'])
  const audit = await db.superuser('select action, actor_name from audit_entry where client_id = $1', [client.id])
  expect(audit).toEqual([{ action: 'clients.created', actor_name: 'Pat' }])
  expect(await db.superuser('select topic from outbox_event where client_id = $1', [client.id])).toEqual([{ topic: 'client.created' }])
})

test('a name that is taken is a hint: refused once, made when it is said to be another', async () => {
  actor = person('all', 'clients.read', 'clients.write')
  expect((await create({ name: 'Twin Ltd' })).statusCode).toBe(201)
  expect((await create({ name: ' twin  LTD ' })).json()).toMatchObject({ status: 409, code: 'clients.name-taken' })
  expect((await create({ name: 'Twin Ltd', sameName: true })).statusCode).toBe(201)
  expect(await db.superuser("select count(*)::int as n from clients_client where name ilike 'twin%'")).toEqual([{ n: 2 }])
})

test('a site name that is taken is 409 and leaves nothing behind', async () => {
  actor = person('all', 'clients.read', 'clients.write')
  const { id } = (await create({ name: 'Beta' })).json<{ id: string }>()
  const twice = await app.inject({ method: 'POST', url: `/api/clients/${id}/sites`, payload: { name: 'main office' } })
  expect(twice.statusCode).toBe(409)
  expect(twice.json()).toMatchObject({ code: 'clients.site-name-taken', status: 409 })
  expect(await db.superuser('select count(*)::int as n from clients_site where client_id = $1', [id])).toEqual([{ n: 1 }])
})

test("another client's page is 404, a missing permission is 403, a bad zone is 400 by name", async () => {
  actor = person('all', 'clients.read', 'clients.write')
  const { id } = (await create({ name: 'Gamma' })).json<{ id: string }>()
  actor = person([newId()], 'clients.read', 'clients.write')
  expect((await app.inject(`/api/clients/${id}`)).statusCode).toBe(404)
  expect((await create({ name: 'Mine' })).json()).toMatchObject({ code: 'platform.forbidden' })
  actor = person('all', 'clients.read')
  expect((await create({ name: 'Mine' })).statusCode).toBe(403)
  actor = person('all', 'clients.write')
  const zone = await create({ name: 'Mine', zone: 'Mars/Olympus' })
  expect(zone.statusCode).toBe(400)
  expect(zone.json<{ title: string }>().title).toContain('zone')
})

test.each(['a\0b', 'two\nlines', '\u202Eetis', '\u200B', '\uD800'])(
  'a name that cannot be stored, or hides what it says, is 400: %j',
  async (name) => {
    actor = person('all', 'clients.read', 'clients.write')
    const answer = await create({ name })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'platform.invalid-input' })
  },
)

test('half of a character in another text is the sender’s mistake, not ours', async () => {
  actor = person('all', 'clients.read', 'clients.write')
  const { id } = (await create({ name: 'Delta' })).json<{ id: string }>()
  const answer = await app.inject({ method: 'POST', url: `/api/clients/${id}/sites`, payload: { name: 'half \uD800' } })
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'platform.invalid-input'])
})
