import { gzipSync } from 'node:zlib'
import { MetricsAnswerSchema, type MetricsBatch } from '@mainstay/contract/agent'
import { LatestValuesSchema, SeriesAnswerSchema } from '@mainstay/contract/monitoring'
import { newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { addClient, addDevice, type MonitoringInstance, staff, startMonitoring } from '../../../test/monitoring/instance.ts'
import type { DeviceKey } from './ports.ts'

let db: TestDatabase
let server: MonitoringInstance
let acme: { clientId: string; siteId: string }
let other: { clientId: string; siteId: string }

beforeAll(async () => {
  db = await openTestDatabase()
  acme = await addClient(db, 'Acme')
  other = await addClient(db, 'Other')
  server = await startMonitoring(db)
})
afterAll(async () => {
  await server.stop()
  await db.drop()
})

let seq = 0
const batchOf = (series: MetricsBatch['series'], o: Partial<MetricsBatch> = {}): MetricsBatch => ({
  v: 1,
  bootId: 'boot-0001',
  seq: ++seq,
  sentAt: Date.now(),
  series,
  ...o,
})
const cpu = (points: [number, number][], mode = 'idle') => ({
  name: 'system.cpu.utilization',
  unit: '1',
  attributes: { 'cpu.mode': mode },
  points,
})

function post(device: DeviceKey, body: unknown, headers: Record<string, string> = {}) {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return server.http.inject({
    method: 'POST',
    url: '/agent/v1/metrics',
    headers: { ...server.agent(device), 'content-type': 'application/json', ...headers },
    payload,
  })
}
const get = (url: string, actor = staff('all')) => server.http.inject({ method: 'GET', url, headers: server.person(actor) })

async function sent(device: DeviceKey, batch: MetricsBatch) {
  const answer = await post(device, gzipSync(JSON.stringify(batch)), { 'content-encoding': 'gzip' })
  expect(answer.statusCode).toBe(200)
  return MetricsAnswerSchema.parse(answer.json())
}
async function latest(device: DeviceKey) {
  return LatestValuesSchema.parse((await get(`/api/devices/${device.deviceId}/latest`)).json()).values
}
async function seriesOf(device: DeviceKey, name: string, from: number, to: number, points = 300) {
  const query = `name=${name}&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}&points=${points}`
  const answer = await get(`/api/devices/${device.deviceId}/series?${query}`)
  expect(answer.statusCode).toBe(200)
  return SeriesAnswerSchema.parse(answer.json())
}

test('a packed batch is taken, shown as last values and as series', async () => {
  const device = await addDevice(db, acme, 'srv-1')
  const now = Math.floor(Date.now() / 1000) * 1000
  const points = Array.from({ length: 30 }, (_, i): [number, number] => [now - (29 - i) * 10_000, i / 100])
  expect(await sent(device, batchOf([cpu(points), cpu([[now, 0.5]], 'user')]))).toEqual({
    v: 1,
    accepted: 31,
    rejected: [],
    clockSkewSeconds: 0,
  })
  expect(await latest(device)).toEqual([
    { name: 'system.cpu.utilization', unit: '1', attributes: { 'cpu.mode': 'idle' }, value: 0.29, at: new Date(now).toISOString() },
    { name: 'system.cpu.utilization', unit: '1', attributes: { 'cpu.mode': 'user' }, value: 0.5, at: new Date(now).toISOString() },
  ])
  const answer = await seriesOf(device, 'system.cpu.utilization', now - 300_000, now + 1000)
  expect(answer.resolutionSeconds).toBe(15)
  const idle = answer.series.find((one) => one.attributes['cpu.mode'] === 'idle')
  expect(idle?.points.length).toBeGreaterThanOrEqual(19)
  expect(idle?.points.at(-1)?.[3]).toBe(0.29)
  expect(idle?.points.every(([at, min, average, max]) => at % 15_000 === 0 && min <= average && average <= max)).toBe(true)
})

test('the same batch sent again is answered the same and kept once', async () => {
  const device = await addDevice(db, acme, 'srv-2')
  const batch = batchOf([cpu([[Date.now(), 0.25]])])
  const first = await sent(device, batch)
  expect(await sent(device, { ...batch, sentAt: batch.sentAt + 3_600_000 })).toMatchObject({
    accepted: first.accepted,
    clockSkewSeconds: expect.closeTo(3600, -1),
  })
  const kept = await seriesOf(device, 'system.cpu.utilization', Date.now() - 7_200_000, Date.now() + 7_200_000)
  expect(kept.series[0]?.points).toHaveLength(1)
})

test('a clock an hour off loses nothing: points are put right and the skew is told', async () => {
  for (const hours of [1, -1]) {
    const device = await addDevice(db, acme, `skewed-${hours}`)
    const wrong = Date.now() + hours * 3_600_000
    const answer = await sent(device, batchOf([cpu([[wrong - 10_000, 0.75]])], { sentAt: wrong }))
    expect(answer.accepted).toBe(1)
    expect(answer.clockSkewSeconds).toBeCloseTo(hours * 3600, -1)
    const at = Date.parse((await latest(device))[0]?.at ?? '')
    expect(Math.abs(Date.now() - 10_000 - at)).toBeLessThan(5000)
  }
})

test('points of the future and of long ago, and numbers that are none, are named by series; the rest stands', async () => {
  const device = await addDevice(db, acme, 'srv-3')
  const now = Date.now()
  const body = JSON.stringify(
    batchOf([
      cpu([
        [now, 0.5],
        [now + 360_000, 0.5],
      ]),
      cpu([[now - 32 * 86_400_000, 1]], 'user'),
      cpu([[now, 12345]], 'nice'),
      cpu([[now, 0.1]], 'system'),
    ]),
  ).replace('12345', '1e999')
  const answer = MetricsAnswerSchema.parse((await post(device, body)).json())
  expect(answer.accepted).toBe(2)
  expect(answer.rejected).toEqual([
    { series: 0, points: 1, reason: expect.stringMatching(/^system.cpu.utilization: 1 point more than 5 minutes in the future$/) },
    { series: 1, points: 1, reason: expect.stringMatching(/older than 31 days/) },
    { series: 2, points: 1, reason: expect.stringMatching(/no finite number/) },
  ])
  expect((await latest(device)).map((one) => one.value)).toEqual([0.5, 0.1])
})

test.each([
  ['a value that is text', batchOf([{ ...cpu([]), points: [[1, 'x' as unknown as number]] }]), /series\.0\.points\.0\.1: .*number/],
  ['a value that is null, as NaN becomes in JSON', batchOf([cpu([[1, Number.NaN]])]), /series\.0\.points\.0\.1: .*number/],
  ['a time that is no integer', batchOf([cpu([[1.5, 1]])]), /series\.0\.points\.0\.0/],
  ['an attribute that is a number', batchOf([{ ...cpu([]), attributes: { a: 1 as unknown as string } }]), /series\.0\.attributes\.a/],
  ['a negative seq', batchOf([], { seq: -1 }), /seq/],
  ['another version', { ...batchOf([]), v: 2 }, /^The request is not in the expected form: v:/],
  ['no object', '[]', /body|expected object/i],
  ['no JSON', '{"v":1', /not JSON/],
])('%s is refused with the name of the field', async (_, body, reason) => {
  const device = await addDevice(db, acme, `bad-${newId()}`)
  const answer = await post(device, body)
  expect(answer.statusCode).toBe(400)
  expect(answer.json().code).toBe('platform.invalid-input')
  expect(answer.json().title).toMatch(reason)
  expect(await latest(device)).toEqual([])
})

test('what only says that it is packed, and what unpacks without bound, are refused', async () => {
  const device = await addDevice(db, acme, 'srv-4')
  expect((await post(device, '{}', { 'content-encoding': 'gzip' })).json().title).toMatch(/not gzip/)
  expect((await post(device, '{}', { 'content-encoding': 'br' })).json().title).toMatch(/br is not gzip/)
  for (const size of [9, 400]) {
    const bomb = gzipSync(Buffer.alloc(size * 2 ** 20, 32))
    const answer = await post(device, bomb, { 'content-encoding': 'gzip' })
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'platform.too-large'])
  }
  expect((await post(device, Buffer.alloc(3 * 2 ** 20, 32))).statusCode).toBe(413)
})

test('a device with more series than the limit keeps those it has; the others are named', async () => {
  const device = await addDevice(db, acme, 'srv-5')
  const now = Date.now()
  const many = Array.from({ length: 2050 }, (_, i) => ({ ...cpu([[now, i]]), attributes: { n: String(i) } }))
  const answer = await sent(device, batchOf(many))
  expect(answer.accepted).toBe(2000)
  expect(answer.rejected).toHaveLength(50)
  expect(answer.rejected[0]?.reason).toMatch(/has 2000 series already/)
  expect((await sent(device, batchOf([{ ...cpu([[now + 1, 7]]), attributes: { n: '5' } }]))).accepted).toBe(1)
})

test('the older names of OpenTelemetry are the same series as those of today', async () => {
  const device = await addDevice(db, acme, 'srv-6')
  const now = Date.now()
  const named = (name: string, attributes: Record<string, string>, at: number) => ({
    name,
    unit: '{packet}',
    attributes,
    points: [[at, 1]] as [number, number][],
  })
  await sent(device, batchOf([named('system.network.packets', { direction: 'receive', device: 'eth0' }, now - 1000)]))
  await sent(
    device,
    batchOf([named('system.network.packet.count', { 'network.interface.name': 'eth0', 'network.io.direction': 'receive' }, now)]),
  )
  expect(await latest(device)).toHaveLength(1)
  expect((await seriesOf(device, 'system.network.packet.count', now - 60_000, now + 1000)).series).toHaveLength(1)
})

test("another client's device is not there, and without the permission nothing is", async () => {
  const device = await addDevice(db, other, 'theirs')
  await sent(device, batchOf([cpu([[Date.now(), 1]])]))
  const mine = staff([acme.clientId])
  const span = `name=x&from=${new Date(0).toISOString()}&to=${new Date(1000).toISOString()}`
  for (const path of ['latest', `series?${span}`]) {
    const answer = await get(`/api/devices/${device.deviceId}/${path}`, mine)
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'platform.not-found'])
    expect((await get(`/api/devices/${device.deviceId}/${path}`, staff('all', []))).statusCode).toBe(403)
  }
  const list = (await get('/api/devices', mine)).json()
  expect(list.rows.map((row: { clientId: string }) => row.clientId).every((id: string) => id === acme.clientId)).toBe(true)
  for (const path of ['devices', 'alerts', 'incidents']) {
    expect((await get(`/api/${path}?clientId=${other.clientId}`, mine)).statusCode).toBe(404)
    expect((await get(`/api/${path}`, staff('all', []))).statusCode).toBe(403)
  }
  expect((await get('/api/events', staff('all', []))).statusCode).toBe(403)
})

test('a span that ends before it begins, or is longer than three years, is refused', async () => {
  const device = await addDevice(db, acme, 'srv-7')
  for (const [from, to] of [
    ['2026-02-01', '2026-01-01'],
    ['2020-01-01', '2026-01-01'],
  ]) {
    const answer = await get(`/api/devices/${device.deviceId}/series?name=x&from=${from}T00:00:00Z&to=${to}T00:00:00Z`)
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'monitoring.range'])
  }
})
