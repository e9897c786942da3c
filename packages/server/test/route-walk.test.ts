import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InventorySchema } from '@mainstay/contract/agent'
import { InvoiceDocumentSchema } from '@mainstay/contract/agreements'
import { ClientPlanSchema } from '@mainstay/contract/lifecycle'
import { ContentSchema } from '@mainstay/contract/recommendations'
import { ReportViewSchema } from '@mainstay/contract/reports'
import { type Id, newId } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Composition, compose } from '../src/composition/compose.ts'
import type { Actor } from '../src/platform/auth/index.ts'
import { readEnvironment } from '../src/platform/config/index.ts'
import { createHttp } from '../src/platform/http/index.ts'
import { createJobs, type Jobs } from '../src/platform/jobs/index.ts'
import { silentLog } from '../src/platform/log/index.ts'
import { subscriptionJobs } from '../src/platform/outbox/index.ts'
import { openTestDatabase, TEST_MASTER_KEY, type TestDatabase } from './database.ts'
import { type Browser, openBrowser } from './identity/browser.ts'
import { invitedBy, ownerOf } from './identity/people.ts'
import { type KnownRoute, recordRoutes } from './route-walk/routes.ts'
import { INSTANT, instanceOf } from './route-walk/sample.ts'
import { type Overrides, seedTenantRows, type TenantRows } from './route-walk/tenant-rows.ts'
import { routeName, type Visitor, walkAs, walkOwn } from './route-walk/walk.ts'

/** Of a plan, what has a form of its own. */
const PLAN_TEXTS = { currency: 'USD', from: '2027-Q1', to: '2030-Q4', quarters: [], impossible: null }

/** The text of an invoice, whose hash stands beside it. */
const invoiceText = (id: Id, text: string): string =>
  JSON.stringify({
    ...(instanceOf(InvoiceDocumentSchema, { ids: new Map(), id, text }) as object),
    currency: 'USD',
    month: '2026-10',
    zone: 'Etc/UTC',
    issuedOn: null,
    dueOn: null,
    seller: null,
    buyer: null,
  })

/** What the catalogue does not tell. */
const OVERRIDES: Overrides = {
  'agreements_agreement.currency': () => 'USD',
  'agreements_agreement.rounding': () => 'half-up',
  'agreements_invoice.month': () => '2026-10',
  'agreements_agreement.renewal': () => JSON.stringify({ months: 12, noticeDays: 90 }),
  'agreements_agreement.buyer': () => 'null',
  'agreements_invoice.document': invoiceText,
  'agreements_invoice.sha256': (id, marker) => createHash('sha256').update(invoiceText(id, marker)).digest('hex'),
  'clients_client.zone': () => 'Europe/Berlin',
  'devices_device.os': () => 'linux',
  'devices_device.public_key': (_, marker) => marker.padEnd(32, '.'),
  'devices_inventory.inventory': (id, text) => JSON.stringify(instanceOf(InventorySchema, { ids: new Map(), id, text })),
  'mail_domain.domain': (_, marker) => `${marker.toLowerCase()}.example`,
  'mail_delivery.received_at': () => INSTANT,
  'mail_delivery.words': (_, marker) => `'${marker.toLowerCase()}'`,
  'mail_delivery.verdict': () => 'quarantine',
  'mail_delivery.state': () => 'quarantined',
  'mail_delivery.reasons': (_, marker) => JSON.stringify([{ id: 'list.deny', weight: 1, text: marker }]),
  'mail_delivery.authentication': (_, marker) => JSON.stringify({ summary: marker }),
  'mail_day.verdict': () => 'quarantine',
  'recovery_restore_point.paths': (_, marker) => JSON.stringify([`/${marker}`]),
  'recovery_copy_report.report': (_, marker) =>
    JSON.stringify({ restorePoints: 1, bytes: 1, newestAt: null, complete: true, proof: null, findings: [], name: marker }),
  'recovery_keeping.keep': () => JSON.stringify({ last: 7, daily: 14, weekly: 8, monthly: 12, yearly: 3 }),
  'servicedesk_settings.calendar': (_, marker) => {
    const day = [['09:00', '17:00']]
    return JSON.stringify({
      zone: 'Europe/Berlin',
      weekly: { mon: day, tue: day, wed: day, thu: day, fri: day },
      exceptions: [{ date: '2026-12-24', hours: [], name: marker }],
    })
  },
  'servicedesk_settings.policy': () =>
    JSON.stringify({ priorities: { urgent: {}, high: {}, normal: {}, low: {} }, pausedStatuses: [], reopenWindowDays: 7 }),
  // Beyond what the walk itself opens.
  'servicedesk_ticket.number': () => '1000000',
  'servicedesk_recurring.priority': () => 'normal',
  'servicedesk_event.event': () => JSON.stringify({ type: 'opened', priority: 'urgent' }),
  'lifecycle_asset.kind': () => 'server',
  'lifecycle_asset.pin': () => '2027-Q1',
  'lifecycle_settings.currency': () => 'USD',
  'lifecycle_settings.quarters': () => '16',
  'lifecycle_settings.lives': () => '{}',
  'lifecycle_settings.prices': () => '{}',
  'lifecycle_approved_plan.plan': (id, text) =>
    JSON.stringify({ ...(instanceOf(ClientPlanSchema, { ids: new Map(), id, text }) as object), ...PLAN_TEXTS }),
  'lifecycle_approved_plan.sha256': () => 'ab'.repeat(32),
  'recommendations_recommendation.content': (id, text) =>
    JSON.stringify({ ...(instanceOf(ContentSchema, { ids: new Map(), id, text }) as object), currency: 'USD', area: 'recovery' }),
  'recommendations_recommendation.zone': () => 'Europe/Berlin',
  'recommendations_recommendation.origin': (_, marker) => JSON.stringify({ slice: 'standards', ref: marker }),
  'recommendations_recommendation.sha256': () => 'ab'.repeat(32),
  'recommendations_decision.sha256': () => 'ab'.repeat(32),
  'continuity_plan.content': (_, text) =>
    JSON.stringify({
      begins: text,
      meanwhile: text,
      people: [],
      systems: [],
      drillEveryMonths: { tabletop: 12, partial: null, full: 12 },
    }),
  'continuity_plan.facts': () => '[]',
  'continuity_plan.zone': () => 'Europe/Berlin',
  'continuity_plan.sha256': () => 'ab'.repeat(32),
  'continuity_answer.sha256': () => 'ab'.repeat(32),
  'continuity_drill.results': (_, text) =>
    JSON.stringify([{ deviceId: null, name: text, verdict: 'unknown', seconds: null, dataAgeSeconds: null, note: text, proof: null }]),
  'reports_report.view': (id, text) =>
    JSON.stringify({
      ...(instanceOf(ReportViewSchema, { ids: new Map(), id, text }) as object),
      month: '2026-10',
      zone: 'Etc/UTC',
      seller: null,
      buyer: null,
    }),
  'reports_report.sha256': () => 'ab'.repeat(32),
}

/** What is made up does not open; the visitor's own is made by the application when it is needed. */
const SEALED = ['vault_data_key', 'recovery_repository']

let db: TestDatabase
let app: FastifyInstance
let composition: Composition
let jobs: Jobs
let routes: KnownRoute[]
let own: TenantRows
let foreign: TenantRows
let owner: Browser
const folder = mkdtempSync(join(tmpdir(), 'mainstay-walk-'))
const visitors = new Map<string, Visitor>()
/** By route that changes something: the codes that the visitors got. */
const reached = new Map<string, Set<string>>()

beforeAll(async () => {
  db = await openTestDatabase()
  const log = silentLog()
  jobs = createJobs({ pool: db.database.pool('jobs'), log })
  composition = await compose({
    running: { database: db.database, connection: (role) => db.connection(role), embedded: null, stop: async () => {} },
    masterKey: TEST_MASTER_KEY,
    log,
    jobs,
    dataFolder: folder,
    environment: readEnvironment({}),
    publicUrl: () => 'http://localhost',
    secureCookies: false,
    tls: null,
  })
  await jobs.start([...composition.jobs, ...subscriptionJobs(composition.subscriptions)], { work: false })
  // Partitions are made when a month is first written out.
  await db.superuser('select monitoring_ensure_month(current_date), mail_ensure_month(current_date)')
  own = await seedTenantRows(db, newId(), { overrides: OVERRIDES, without: SEALED })
  foreign = await seedTenantRows(db, newId(), { overrides: OVERRIDES })
  const agent: Actor = {
    kind: 'agent',
    id: own.ids.get('device') ?? '',
    name: 'walker',
    permissions: new Set(['agent.channel']),
    clients: [own.clientId],
  }
  app = await createHttp({ log, authenticators: { ...composition.authenticators, agent: async () => agent }, tls: null })
  routes = recordRoutes(app)
  await composition.routes(app)
  await people()
})
afterAll(async () => {
  await app.close()
  await composition.stop()
  await jobs.stop()
  await db.drop()
  rmSync(folder, { recursive: true })
})

/** A person in every role that can be bound to a client, a token, a device, and nobody; all of the client `own`. */
async function people(): Promise<void> {
  owner = await ownerOf(
    () => openBrowser(app, '10.0.0.1'),
    () => composition.setupToken(),
  )
  for (const role of ['technician', 'planner', 'read-only', 'client-manager', 'client-user']) {
    const { browser } = await invitedBy(owner, () => openBrowser(app, '10.0.0.2'), { role, clients: [own.clientId] })
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    visitors.set(role, {
      name: role,
      access: 'session',
      headers: { cookie, origin: 'http://localhost', host: 'localhost' },
      alive: '/api/me',
    })
    if (role !== 'technician') continue
    const scopes = (await browser.get('/api/me')).json<{ permissions: string[] }>().permissions.filter((p) => !p.startsWith('identity.'))
    const wanted = { name: 'walker', scopes, clients: [own.clientId], expiresInDays: 1 }
    const { secret } = (await browser.post('/api/tokens', wanted)).json<{ secret: string }>()
    visitors.set('token', { name: 'token', access: 'session', headers: { authorization: `Bearer ${secret}` }, alive: '/api/clients' })
  }
  visitors.set('device', { name: 'device', access: 'agent', headers: {}, alive: null })
}

test('each tenant table holds a row of either client, so that there is something to see', () => {
  expect([...own.left, ...foreign.left]).toEqual([])
  expect(foreign.ids.size).toBeGreaterThan(3)
})

test('every route says who may come', () => {
  expect(routes.filter((route) => route.access === undefined).map(routeName)).toEqual([])
})

test.each(['technician', 'planner', 'read-only', 'client-manager', 'client-user', 'token', 'device'])(
  'as %s of one client, no route shows or changes a row of another',
  async (name) => {
    const visitor = visitors.get(name)
    if (visitor === undefined) throw new Error(`nobody is called ${name}`)
    const { findings, requests, answers } = await walkAs(visitor, { app, db, routes, own, foreign })
    for (const [route, codes] of answers) reached.set(route, new Set([...(reached.get(route) ?? []), ...codes]))
    expect(findings).toEqual([])
    expect(requests.size).toBe(routes.filter((route) => ['public', 'own', visitor.access].includes(route.access ?? '')).length)
  },
  120_000,
)

test('no request of the walk was turned away for its form alone: each route that changes something was asked whose row it is', () => {
  // What says nothing of its form (batches of measurements, packed) acts for the device of the session and names no other.
  const shaped = new Set(routes.filter(({ schema }) => schema.body !== undefined || schema.params !== undefined).map(routeName))
  // The walks above have been walked: alone this says nothing.
  expect(reached.size).toBeGreaterThan(100)
  const onlyForm = [...reached].filter(
    ([route, codes]) => shaped.has(route) && [...codes].every((code) => code === 'platform.invalid-input'),
  )
  expect(onlyForm.map(([route]) => route)).toEqual([])
})

/** What the roles that change little may change of their own client: begun by the names of tables. Every change has its audit entry. */
const WRITTEN_ALONG = ['audit_', 'outbox_event']
const TICKETS = ['servicedesk_ticket', 'servicedesk_event', 'servicedesk_message', 'servicedesk_attachment', 'servicedesk_outgoing']
test.each([
  ['read-only', []],
  ['client-user', TICKETS],
  ['client-manager', [...TICKETS, 'agreements_outage_figures']],
])('as %s, no route changes of the own client what others decide', async (role, may) => {
  const visitor = visitors.get(role)
  if (visitor === undefined) throw new Error(`nobody is called ${role}`)
  const headers = { ...visitor.headers, cookie: await signedInAgain(role) }
  const changes = await walkOwn({ ...visitor, headers }, { app, db, routes, own, foreign })
  const beyond = changes.map(({ route, tables }) => ({
    route,
    tables: tables.filter((table) => ![...may, ...WRITTEN_ALONG].some((begin) => table.startsWith(begin))),
  }))
  expect(beyond.filter(({ tables }) => tables.length > 0)).toEqual([])
  // Who may do nothing leaves not even a trace of having done it.
  if (role === 'read-only') expect(changes).toEqual([])
})

test('a device changes nothing of another device of its own client', async () => {
  const visitor = visitors.get('device')
  if (visitor === undefined) throw new Error('there is no device')
  const [site, other] = [own.ids.get('site') ?? '', newId()]
  await db.superuser(
    "insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, 'beside', 'linux', 'x64', '0.1.0', $4, now())",
    [own.clientId, other, site, Buffer.from(other)],
  )
  const beside = { ...own, ids: new Map([...own.ids, ['device', other]]) }
  await walkOwn(visitor, { app, db, routes, own: beside, foreign })
  const tables = (await db.superuser(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'device_id'",
  )) as { name: string }[]
  const found: string[] = []
  for (const { name } of tables)
    if ((await db.superuser(`select 1 from ${name} where device_id = $1`, [other])).length > 0) found.push(name)
  expect(found).toEqual([])
  expect(await db.superuser('select hostname, last_seen_at from devices_device where id = $1', [other])).toEqual([
    { hostname: 'beside', last_seen_at: null },
  ])
})

test('the same requests do reach the rows when it is the owner who asks', async () => {
  const { clientId } = foreign
  const seen = (await owner.get(`/api/clients/${clientId}`)).body
  expect(seen).toContain(foreign.marker)
  expect((await owner.get('/api/clients')).body).toContain(clientId)
  expect((await owner.get(`/api/devices/${foreign.ids.get('device')}`)).body).toContain(foreign.marker)
})

test('the walk finds a route that asks nobody whose row it is, and one that lets a foreign row be changed', async () => {
  const leaky = await createHttp({ log: silentLog(), authenticators: composition.authenticators, tls: null })
  const known = recordRoutes(leaky)
  const config = { access: 'session' } as const
  leaky.get('/api/me', { config }, async () => ({}))
  leaky.get('/leak/clients/:clientId', { config }, async (request) =>
    db.superuser('select name from clients_client where client_id = $1', [(request.params as { clientId: string }).clientId]),
  )
  leaky.post('/leak/devices/:deviceId', { config }, async (request) =>
    db.superuser("update devices_device set hostname = 'mine' where id = $1", [(request.params as { deviceId: string }).deviceId]),
  )
  leaky.post('/leak/notes/:siteId', { config }, async (request) =>
    db.superuser('update clients_client set zone = $1 where client_id = $2', [(request.params as { siteId: string }).siteId, own.clientId]),
  )
  const visitor = visitors.get('read-only')
  if (visitor === undefined) throw new Error('nobody reads')
  const cookie = await signedInAgain('read-only')
  const { findings } = await walkAs(
    { ...visitor, headers: { ...visitor.headers, cookie } },
    { app: leaky, db, routes: known, own, foreign },
  )
  await leaky.close()
  expect(findings).toHaveLength(3)
  expect(findings[0]).toContain(`GET /leak/clients/${foreign.clientId} answered with ${foreign.marker}`)
  expect(findings[1]).toBe('read-only: POST /leak/devices/:deviceId changed public.devices_device')
  expect(findings[2]).toContain('smuggled into public.clients_client')
})

/** The walks before this one tried the way out too. */
async function signedInAgain(role: string): Promise<string> {
  const { browser } = await invitedBy(owner, () => openBrowser(app, '10.0.0.3'), { role, clients: [own.clientId] })
  return [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}

test('the API’s description says of each address what it is for, where it belongs and who may come', () => {
  type Operation = { summary?: string; tags?: string[]; security?: object[] }
  const { paths, components } = JSON.parse(JSON.stringify(app.swagger())) as {
    paths: Record<string, Record<string, Operation>>
    components: { securitySchemes: object }
  }
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary = '', tags = [], security }]) => ({
      at: `${method} ${path}`,
      summary,
      tags,
      security,
    })),
  )
  expect(described.length).toBeGreaterThan(100)
  expect(described.filter(({ summary, tags, security }) => summary === '' || tags.length === 0 || security === undefined)).toEqual([])
  const schemes = Object.keys(components.securitySchemes)
  expect(
    described.flatMap(({ security = [] }) => security.flatMap((one) => Object.keys(one))).filter((one) => !schemes.includes(one)),
  ).toEqual([])
  expect(described.find(({ at }) => at === 'patch /api/people/{personId}')).toMatchObject({
    summary: 'Change people: one',
    tags: ['people'],
  })
})
