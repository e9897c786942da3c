import type { ReportListItem, ReportSection, ReportView, Tone } from '@mainstay/contract/reports'
import { fixedClock, type Id, newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import type { Actor } from '../../platform/auth/index.ts'
import { oneClient } from '../../platform/database/index.ts'
import { createHttp } from '../../platform/http/index.ts'
import { silentLog } from '../../platform/log/index.ts'
import { createReports, type Reports } from './index.ts'
import { loadReport, updateDraft } from './store.ts'

const clock = fixedClock(new Date('2026-11-02T08:00:00Z'))
let db: TestDatabase
let app: FastifyInstance
let reports: Reports
let actor: Actor
let client: Id
const tone: { now: Tone } = { now: 'good' }
const known = new Map<Id, { id: Id; name: string; zone: string; createdAt: Date }>()

const ALL = ['reports.read', 'reports.write', 'reports.approve']
const person = (clients: Actor['clients'], permissions: string[] = ALL, kind: Actor['kind'] = 'staff', name = 'Dana Lee'): Actor => ({
  kind,
  id: name,
  name,
  permissions: new Set(permissions),
  clients,
})

const recovery = (): ReportSection => ({
  id: 'recovery',
  slot: 'side',
  title: 'Could we come back?',
  sentence: 'All 3 systems came back in a restore test.',
  tone: tone.now,
  facts: [],
  rows: [],
  strip: [],
  source: 'restore tests',
  freshAsOf: clock.now().toISOString(),
})

beforeAll(async () => {
  db = await openTestDatabase()
  const authenticate = async (): Promise<Actor> => actor
  app = await createHttp({
    log: silentLog(),
    authenticators: { session: authenticate, agent: authenticate, signer: authenticate },
    tls: null,
  })
  reports = createReports({
    database: db.database,
    clock,
    log: silentLog(),
    clients: { clientOf: async (id) => known.get(id) ?? null, allIds: async () => [...known.keys()] },
    systems: { healthOf: async () => [], recoveryOf: async () => [], lastCleanOf: async () => new Map() },
    sources: [{ id: 'recovery', title: 'Could we come back?', slot: 'side', section: async () => recovery() }],
    providerName: async () => 'Northwind IT',
  })
  reports.routes(app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  clock.set(new Date('2026-11-02T08:00:00Z'))
  tone.now = 'good'
  client = await newClient('Żółć GmbH')
  actor = person('all')
})

async function newClient(name: string): Promise<Id> {
  const id = newId()
  known.set(id, { id, name, zone: 'Europe/Warsaw', createdAt: new Date('2026-08-03T08:00:00Z') })
  await db.superuser("insert into clients_client values ($1, $2, 'Europe/Warsaw', now(), null)", [id, name])
  return id
}

const draft = (body: object = { month: '2026-10' }, of: Id = client) =>
  app.inject({ method: 'POST', url: `/api/clients/${of}/reports`, payload: body })
const drafted = async (body?: object, of?: Id): Promise<ReportView> => {
  const answer = await draft(body, of)
  expect(answer.statusCode).toBe(201)
  return answer.json<ReportView>()
}
const write = (id: Id, text = 'In our own words: a calm month.') =>
  app.inject({ method: 'PUT', url: `/api/reports/${id}/paragraph`, payload: { text } })
const approve = (id: Id, payload?: object) =>
  app.inject({ method: 'POST', url: `/api/reports/${id}/approve`, ...(payload === undefined ? {} : { payload }) })
const approved = async (body?: object): Promise<ReportView> => {
  const { id } = await drafted(body)
  expect((await write(id)).statusCode).toBe(200)
  const answer = await approve(id)
  expect(answer.statusCode).toBe(200)
  return answer.json<ReportView>()
}
const list = async (url = `/api/clients/${client}/reports`): Promise<ReportListItem[]> =>
  (await app.inject(url)).json<{ reports: ReportListItem[] }>().reports
const code = (answer: { json<T>(): T }) => answer.json<{ code: string }>().code
const audit = async (id: Id) =>
  (await db.superuser('select action from audit_entry where subject = $1', [id])).map((row) => String(row['action']))

test('from draft to approved: audited, published, frozen with its SHA-256', async () => {
  const view = await drafted()
  expect(view).toMatchObject({ status: 'draft', version: 1, clientName: 'Żółć GmbH', providerName: 'Northwind IT', zone: 'Europe/Warsaw' })
  expect(view.verdict.trend).toBe('This is the first report: there is no month to compare it with.')
  expect(code(await approve(view.id))).toBe('reports.paragraph-missing')
  expect(code(await write(view.id, view.paragraph.text))).toBe('reports.paragraph-unedited')
  expect((await write(view.id)).json<ReportView>().paragraph).toEqual({ text: 'In our own words: a calm month.', author: 'Dana Lee' })
  const answer = await approve(view.id, { dataAsOf: view.dataAsOf })
  expect(answer.json<ReportView>()).toMatchObject({ status: 'approved', approved: { by: 'Dana Lee', at: '2026-11-02T08:00:00.000Z' } })
  const sha256 = answer.headers['x-report-sha256']
  expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  expect((await audit(view.id)).toSorted()).toEqual(['reports.approved', 'reports.drafted', 'reports.paragraph-written'])
  expect(await db.superuser('select topic, payload from outbox_event where client_id = $1', [client])).toEqual([
    { topic: 'report.approved', payload: { reportId: view.id, month: '2026-10', version: 1, sha256 } },
  ])
})

test('a month that is still running goes out only when a person says so again, and a month from before the client not at all', async () => {
  const { id } = await drafted({ month: '2026-11' })
  await write(id)
  expect((await approve(id, { beforeMonthEnds: false })).json()).toMatchObject({
    code: 'reports.month-running',
    data: { month: 'November 2026', ends: '2026-11-30' },
  })
  expect((await list())[0]?.status).toBe('draft')
  expect((await approve(id, { beforeMonthEnds: true })).json()).toMatchObject({ status: 'approved' })
  expect((await draft({ month: '2026-07' })).json()).toMatchObject({
    code: 'reports.month-before-client',
    status: 409,
    data: { client: 'Żółć GmbH', month: 'July 2026', since: '2026-08-03' },
  })
  // The month in which it came is told as far as it goes, and the job that drafts by itself leaves the one before alone.
  expect((await draft({ month: '2026-08' })).statusCode).toBe(201)
  expect(await reports.service.draftIfDue(person([client]), client, '2026-07')).toBeNull()
})

test('what is approved is given as it was, whatever the records say later', async () => {
  const view = await approved()
  tone.now = 'broken'
  clock.advance(86_400_000)
  expect((await app.inject(`/api/reports/${view.id}`)).json()).toEqual(view)
  expect(code(await write(view.id, 'Other words.'))).toBe('reports.frozen')
  expect((await approve(view.id)).json()).toMatchObject({ code: 'reports.frozen', status: 409, data: { by: 'Dana Lee' } })
})

test('the application cannot change or remove an approved report, and one that was changed behind its back is not shown', async () => {
  const { id } = await approved()
  const change = await db.database.transaction(oneClient(client), (tx) =>
    sql`update reports_report set view = 'x', status = 'draft', sha256 = null, approved_at = null where id = ${id}`.execute(tx),
  )
  expect(change.numAffectedRows).toBe(0n)
  const remove = db.database.transaction(oneClient(client), (tx) => sql`delete from reports_report`.execute(tx))
  await expect(remove).rejects.toThrow(/permission denied/)
  await db.superuser("update reports_report set view = replace(view, 'calm', 'good') where id = $1", [id])
  expect(code(await app.inject(`/api/reports/${id}`))).toBe('reports.seal-broken')
})

test('an approved month is left alone unless the new draft says which report it replaces', async () => {
  const first = await approved()
  expect((await draft()).json()).toMatchObject({ code: 'reports.month-approved', data: { id: first.id, month: 'October 2026' } })
  expect(code(await draft({ month: '2026-10', replaces: newId() }))).toBe('reports.replaces-other')
  const second = await approved({ month: '2026-10', replaces: first.id })
  expect(second.version).toBe(2)
  expect(second.id).not.toBe(first.id)
  expect((await list()).map(({ version, replacedBy }) => ({ version, replacedBy }))).toEqual([
    { version: 2, replacedBy: null },
    { version: 1, replacedBy: second.id },
  ])
  expect((await app.inject(`/api/reports/${first.id}`)).json()).toEqual(first)
})

test('a draft is renewed in place: new figures, the same id, the person’s words', async () => {
  const first = await drafted()
  await write(first.id)
  tone.now = 'broken'
  clock.advance(60_000)
  const second = await drafted()
  expect(second).toMatchObject({ id: first.id, version: 1, verdict: { tone: 'broken' }, paragraph: { author: 'Dana Lee' } })
  expect(code(await approve(first.id, { dataAsOf: first.dataAsOf }))).toBe('reports.draft-changed')
  expect((await approve(first.id, { dataAsOf: second.dataAsOf })).statusCode).toBe(200)
})

test('of many who approve, draft or write at once, one approval stands and none is lost in silence', async () => {
  const { id } = await drafted()
  await write(id)
  const answers = await Promise.all(Array.from({ length: 6 }, () => approve(id)))
  expect(answers.filter((one) => one.statusCode === 200)).toHaveLength(1)
  for (const one of answers.filter((answer) => answer.statusCode !== 200)) expect(code(one)).toMatch(/^reports\.(frozen|draft-changed)$/)
  expect((await audit(id)).filter((action) => action === 'reports.approved')).toHaveLength(1)
  const other = await newClient('Other')
  const drafts = await Promise.all(Array.from({ length: 6 }, () => draft({ month: '2026-10' }, other)))
  expect(drafts.filter((one) => one.statusCode === 201).length).toBeGreaterThan(0)
  for (const one of drafts.filter((answer) => answer.statusCode !== 201)) expect(code(one)).toBe('reports.draft-changed')
  expect(await list(`/api/clients/${other}/reports`)).toHaveLength(1)
})

test('a change that started from an older draft is not written', async () => {
  const { id } = await drafted()
  const [before, after] = await db.database.transaction(oneClient(client), async (tx) => {
    const one = await loadReport(tx, id)
    if (one === null) throw new Error('the draft is gone')
    const other = { ...one.view, paragraph: { text: 'Other.', author: 'Other' } }
    return [await updateDraft(tx, one.view, one.revision, clock.now()), await updateDraft(tx, other, one.revision, clock.now())]
  })
  expect([before, after]).toEqual([true, false])
  expect((await app.inject(`/api/reports/${id}`)).json<ReportView>().paragraph.author).toBeNull()
})

test('the trend compares with the approved report of the month before', async () => {
  tone.now = 'attention'
  await approved({ month: '2026-09' })
  tone.now = 'good'
  expect((await drafted()).verdict.trend).toBe('Better than September 2026, which needed attention.')
  expect((await drafted({ month: '2026-11' })).verdict.trend).toBe('There is no approved report of October 2026 to compare it with.')
})

test('a month that has not begun for the client is refused; their clock counts', async () => {
  expect(code(await draft({ month: '2026-12' }))).toBe('reports.month-not-begun')
  clock.set(new Date('2026-11-30T22:59:59Z'))
  expect(code(await draft({ month: '2026-12' }))).toBe('reports.month-not-begun')
  clock.set(new Date('2026-11-30T23:00:00Z'))
  expect((await draft({ month: '2026-12' })).statusCode).toBe(201)
  expect((await draft({ month: '2026-13' })).statusCode).toBe(400)
})

test('a client’s people, and tokens that only read, see what was approved and nothing else', async () => {
  const { id: hidden } = await drafted({ month: '2026-11' })
  const { id: shown } = await approved()
  for (const reader of [person([client], ['reports.read'], 'client'), person([client], ['reports.read'], 'token')]) {
    actor = reader
    expect((await list()).map((one) => one.id)).toEqual([shown])
    expect((await list('/api/reports')).map((one) => one.id)).toEqual([shown])
    expect(await list('/api/reports?status=draft')).toEqual([])
    expect((await app.inject(`/api/reports/${hidden}`)).statusCode).toBe(404)
    expect((await app.inject(`/api/reports/${hidden}/pdf`)).statusCode).toBe(404)
    expect((await app.inject(`/api/reports/${shown}`)).statusCode).toBe(200)
    expect((await approve(hidden)).statusCode).toBe(403)
  }
})

test("another client's report is 404 for whoever may not act for it, and nothing of it changes", async () => {
  const { id } = await drafted()
  await write(id)
  const other = await newClient('Other')
  actor = person([other])
  expect((await app.inject(`/api/reports/${id}`)).statusCode).toBe(404)
  expect((await app.inject(`/api/reports/${id}/pdf`)).statusCode).toBe(404)
  expect((await write(id, 'Mine.')).statusCode).toBe(404)
  expect((await approve(id)).statusCode).toBe(404)
  expect((await draft()).statusCode).toBe(404)
  expect((await app.inject(`/api/clients/${client}/reports`)).statusCode).toBe(404)
  expect(await list('/api/reports')).toEqual([])
  expect((await audit(id)).toSorted()).toEqual(['reports.drafted', 'reports.paragraph-written'])
})

test('each permission is asked for, and only a person writes and approves', async () => {
  const { id } = await drafted()
  actor = person('all', ['reports.write', 'reports.approve'])
  expect(code(await app.inject('/api/reports'))).toBe('platform.forbidden')
  actor = person('all', ['reports.read'])
  for (const answer of [await draft(), await write(id), await approve(id)]) expect(code(answer)).toBe('platform.forbidden')
  for (const kind of ['token', 'system'] as const) {
    actor = person('all', ALL, kind)
    expect(code(await write(id))).toBe('reports.needs-person')
    expect(code(await approve(id))).toBe('reports.needs-person')
  }
  actor = person('all', ALL, 'signer')
  expect((await write(id)).statusCode).toBe(200)
})

test('the list is of all clients that one may see, newest month first, and can be narrowed', async () => {
  const other = await newClient('Alpha')
  await drafted({ month: '2026-11' })
  await approved()
  await drafted({ month: '2026-11' }, other)
  actor = person([client, other])
  const names = async (url: string) => (await list(url)).map((one) => `${one.month} ${one.clientName} ${one.status}`)
  expect(await names('/api/reports')).toEqual(['2026-11 Alpha draft', '2026-11 Żółć GmbH draft', '2026-10 Żółć GmbH approved'])
  expect(await names('/api/reports?month=2026-10')).toEqual(['2026-10 Żółć GmbH approved'])
  expect(await names('/api/reports?status=draft')).toEqual(['2026-11 Alpha draft', '2026-11 Żółć GmbH draft'])
})

test('the PDF of an approved report comes under the client’s name, with the hash of what was frozen', async () => {
  const { id } = await approved()
  const answer = await app.inject(`/api/reports/${id}/pdf?paper=letter`)
  expect(answer.statusCode).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="Zo-c-GmbH-report-2026-10.pdf"; filename*=UTF-8''${encodeURIComponent('Żółć-GmbH-report-2026-10.pdf')}`,
    'x-report-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect((await app.inject(`/api/reports/${id}/pdf?paper=a3`)).statusCode).toBe(400)
})

test('the nightly job drafts the month that ended, once, and leaves what people did alone', async () => {
  const [job] = reports.jobs
  const run = () => job?.runParsed({}, { signal: new AbortController().signal, jobId: 'x' })
  const edited = await newClient('Edited')
  const { id } = await drafted({ month: '2026-10' }, edited)
  await write(id, 'Ours.')
  await run()
  await run()
  expect(await list()).toMatchObject([{ month: '2026-10', status: 'draft', version: 1 }])
  expect((await app.inject(`/api/reports/${id}`)).json<ReportView>().paragraph.text).toBe('Ours.')
  expect(await audit((await list())[0]?.id ?? '')).toEqual(['reports.drafted'])
})
