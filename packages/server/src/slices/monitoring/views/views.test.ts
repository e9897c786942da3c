import { AlertListSchema, DeviceListSchema, IncidentListSchema } from '@mainstay/contract/monitoring'
import { ReportSectionSchema } from '@mainstay/contract/reports'
import { newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { addClient, addDevice, type MonitoringInstance, staff, startMonitoring } from '../test/instance.ts'
import type { DeviceKey } from '../ports.ts'

let db: TestDatabase
let server: MonitoringInstance
let acme: { clientId: string; siteId: string }
let other: { clientId: string; siteId: string }
const devices: Record<string, DeviceKey> = {}

beforeAll(async () => {
  db = await openTestDatabase()
  acme = await addClient(db, 'Acme')
  other = await addClient(db, 'Other 100%')
  server = await startMonitoring(db, { watch: false })
  const enrolled = new Date('2026-10-01T00:00:00Z')
  for (const name of ['web', 'db', 'mail', 'files']) devices[name] = await addDevice(db, acme, name, enrolled)
  devices['theirs'] = await addDevice(db, other, 'WEB-theirs', enrolled)
  await stateOf('web', 'ok', null, 0.9, 0.2, 0.3)
  await stateOf('db', 'critical', 'Disk / is 97 % full (limit 95 %)', 0.1, 0.5, 0.97)
  await stateOf('mail', 'warning', 'Memory is 93 % used (limit 92 %)', 0.2, 0.93, 0.4)
  await stateOf('theirs', 'ok', null, 0.5, 0.5, 0.5)
})
afterAll(async () => {
  await server.stop()
  await db.drop()
})

function idOf(name: string): DeviceKey {
  const device = devices[name]
  if (device === undefined) throw new Error(`no device ${name}`)
  return device
}

async function stateOf(name: string, state: string, why: string | null, cpu: number, memory: number, disk: number): Promise<void> {
  const { clientId, deviceId } = idOf(name)
  const at = new Date('2026-10-20T00:00:00Z')
  await db.superuser('insert into monitoring_device_state values ($1, $2, $3, $4, $5, $6, $7, $8, $5)', [
    clientId,
    deviceId,
    state,
    why,
    at,
    cpu,
    memory,
    disk,
  ])
}

async function incidentOf(name: string, cause: string, worst: string, from: string, to: string | null): Promise<string> {
  const { clientId, deviceId } = idOf(name)
  const id = newId()
  await db.superuser('insert into monitoring_incident values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    clientId,
    id,
    deviceId,
    cause,
    worst === 'critical' ? 'warning' : worst,
    worst,
    `${cause}!`,
    from,
    to,
  ])
  const why = JSON.stringify({ ruleName: 'R', value: 0.9, threshold: 0.9, forSeconds: 300, detail: 'because' })
  await db.superuser('insert into monitoring_alert values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $12)', [
    clientId,
    newId(),
    deviceId,
    `rule-${cause}`,
    '/',
    worst === 'critical' ? 'warning' : worst,
    worst,
    `${cause}!`,
    why,
    from,
    to,
    id,
  ])
  return id
}

const get = (url: string, actor = staff('all')) => server.http.inject({ method: 'GET', url, headers: server.person(actor) })
const list = async (query: string, actor = staff('all')) => DeviceListSchema.parse((await get(`/api/devices?${query}`, actor)).json())
const names = async (query: string, actor = staff('all')) => (await list(query, actor)).rows.map((row) => row.hostname)

test('what needs a person comes first, and a device without data is unknown, never ok', async () => {
  const { rows, total, counts } = await list('')
  expect(rows.map((row) => [row.hostname, row.state])).toEqual([
    ['db', 'critical'],
    ['mail', 'warning'],
    ['files', 'unknown'],
    ['web', 'ok'],
    ['WEB-theirs', 'ok'],
  ])
  expect(total).toBe(5)
  expect(counts).toEqual({ ok: 2, warning: 1, critical: 1, unknown: 1 })
  expect(rows[2]).toMatchObject({
    why: 'Not heard from yet',
    cpu: null,
    memory: null,
    disk: null,
    clientName: 'Acme',
    siteName: 'Office',
    os: 'linux',
  })
  expect(rows[0]).toMatchObject({ why: 'Disk / is 97 % full (limit 95 %)', disk: 0.97, lastSeenAt: '2026-10-20T00:00:00.000Z' })
})

test.each([
  ['sort=hostname', ['db', 'files', 'mail', 'web', 'WEB-theirs']],
  ['sort=hostname&order=desc', ['WEB-theirs', 'web', 'mail', 'files', 'db']],
  ['sort=cpu&order=desc', ['web', 'WEB-theirs', 'mail', 'db', 'files']],
  ['sort=disk&order=asc', ['web', 'mail', 'WEB-theirs', 'db', 'files']],
  ['sort=memory&order=desc&pageSize=1', ['mail']],
  ['sort=hostname&page=2&pageSize=2', ['mail', 'web']],
  ['sort=hostname&page=9', []],
  ['q=web&sort=hostname', ['web', 'WEB-theirs']],
  ['q=100%25', ['WEB-theirs']],
  ['q=_', []],
  ['q=acme&sort=hostname', ['db', 'files', 'mail', 'web']],
  ['state=critical', ['db']],
  ['os=windows', []],
])('devices by %s', async (query, expected) => {
  expect(await names(query)).toEqual(expected)
})

test('a filter by state leaves the numbers of the others, and counts its own', async () => {
  const { total, counts } = await list('state=ok&q=web')
  expect([total, counts]).toEqual([2, { ok: 2, warning: 0, critical: 0, unknown: 0 }])
})

test("a client's devices are told only to those who may act for it", async () => {
  expect(await names('sort=hostname', staff([other.clientId]))).toEqual(['WEB-theirs'])
  expect(await names(`clientId=${acme.clientId}&sort=hostname`, staff([acme.clientId]))).toEqual(['db', 'files', 'mail', 'web'])
})

test('alerts and incidents: the open first, what is over as bad as it was; each alert says why', async () => {
  await incidentOf('db', 'storage', 'critical', '2026-10-02T00:00:00Z', '2026-10-02T03:00:00Z')
  await incidentOf('mail', 'memory', 'warning', '2026-10-05T00:00:00Z', null)
  await incidentOf('theirs', 'silent', 'unknown', '2026-10-06T00:00:00Z', null)
  const alerts = AlertListSchema.parse((await get('/api/alerts')).json())
  expect(alerts.rows.map((row) => [row.hostname, row.state, row.endedAt !== null])).toEqual([
    ['WEB-theirs', 'unknown', false],
    ['mail', 'warning', false],
    ['db', 'critical', true],
  ])
  expect(alerts.rows[0]?.why.detail).toBe('because')
  const open = AlertListSchema.parse((await get(`/api/alerts?open=true&clientId=${acme.clientId}`)).json())
  expect([open.total, open.rows.map((row) => row.hostname)]).toEqual([1, ['mail']])
  const closed = AlertListSchema.parse((await get(`/api/alerts?open=false&deviceId=${idOf('db').deviceId}`)).json())
  expect(closed.total).toBe(1)
  const incidents = IncidentListSchema.parse((await get('/api/incidents', staff([acme.clientId]))).json())
  expect(incidents.rows.map((row) => [row.hostname, row.state, row.alerts.length])).toEqual([
    ['mail', 'warning', 1],
    ['db', 'critical', 1],
  ])
})

test("the report tells what went wrong and for how long, in an owner's words, and who was not heard", async () => {
  const month = { from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-11-01T00:00:00Z'), zone: 'Etc/UTC' }
  const now = new Date('2026-11-24T00:00:00Z')
  const web = [idOf('web').clientId, idOf('web').deviceId]
  const hours = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 360 : 0))
  const none = Array.from({ length: 24 }, () => 0)
  await db.superuser("select monitoring_ensure_month('2026-10-04')")
  for (const [series, n] of [
    [1, 12 * 360],
    [2, 10],
  ])
    await db.superuser('insert into monitoring_rollup values ($1, $2, $3, $4, $5, 0, 0, 0, $6, $7, $7, $7)', [
      ...web,
      series,
      '2026-10-04',
      n,
      series === 1 ? hours : none,
      none,
    ])
  // First heard a few minutes before it was last heard, across the hour: neither hour is written out yet.
  await db.superuser(
    "insert into monitoring_series values ($1, $2, 1, '\\x01', 'system.uptime', 's', '{}', '2026-10-19T23:51:00Z', now())",
    [idOf('db').clientId, idOf('db').deviceId],
  )
  await db.superuser("insert into monitoring_hour_block values ($1, $2, '2026-10-19T23:00:00Z', 1, '')", web)
  const section = ReportSectionSchema.parse(await server.monitoring.reportSection(staff([acme.clientId]), acme.clientId, month, now))
  expect(section).toMatchObject({
    id: 'monitoring',
    // web has a day of roll-ups and a block beside the hour of its state; the others were heard in one hour.
    tone: 'unknown',
    sentence:
      '3 of 4 systems were watched, none of them the whole month; 2 things went wrong, 1 of which is not over, and of the rest nothing is known.',
    facts: [
      { value: '3 of 4', tone: 'unknown', note: 'not: files' },
      { label: 'Hours watched', value: '0 %', tone: 'unknown' },
    ],
  })
  expect(section.rows.map((row) => row.text)).toEqual([
    'files: not heard from this month',
    'db: watched since 19 October, in 2 of the 744 hours; the rest is not known',
    'mail: watched since 20 October, in 1 of the 744 hours; the rest is not known',
    'web: watched since 4 October, in 14 of the 744 hours; the rest is not known',
    'db: a disk was almost full, for 3 h',
    'mail: memory was almost used up, for 27 days so far',
  ])
  const later = { from: new Date('2026-12-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z'), zone: 'Etc/UTC' }
  expect(
    await server.monitoring.reportSection(staff([acme.clientId]), acme.clientId, later, new Date('2026-12-02T00:00:00Z')),
  ).toMatchObject({
    tone: 'unknown',
    sentence: 'None of 4 systems was heard from, so what went wrong is not known.',
  })
  const nobody = await addClient(db, 'Nobody')
  expect(await server.monitoring.reportSection(staff('all'), nobody.clientId, month, now)).toBeNull()
  await expect(server.monitoring.reportSection(staff([other.clientId]), acme.clientId, month, now)).rejects.toMatchObject({
    code: 'platform.not-found',
  })
})
