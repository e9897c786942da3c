import { createHash } from 'node:crypto'
import type {
  ApprovedPlan,
  Asset,
  AssetList,
  Budget,
  ClientPlan,
  ImportAnswer,
  LifecycleSettings,
  OfferedPlan,
  TryPlan,
} from '@mainstay/contract/lifecycle'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dana, manager, type Scene, startScene, TUESDAY } from './test/scene.ts'

let scene: Scene
let acme: Id

beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(TUESDAY)
  acme = await scene.newClient('Acme')
})

const LIST = `name,kind,purchased,price,system,bundle
srv-old,server,2020-02-01,4000.00,windows-server 2016,
switch,switch,2019-06-01,900,,rack
firewall,firewall,2021-05-01,1100,,rack
laptop-1,laptop,2025-08-01,1200,,
mystery,printer,,300,,`
const url = (rest: string) => `/api/clients/${acme}/${rest}`
const importList = (csv: string, apply = true) => scene.ask(dana, 'POST', url('assets/import'), { csv, apply })
const assets = async () => (await scene.done<AssetList>(dana, 'GET', url('assets'))).assets
const named = async (name: string): Promise<Asset> => {
  const found = (await assets()).find((one) => one.name === name)
  if (found === undefined) throw new Error(`no asset is called ${name}`)
  return found
}
const plan = () => scene.done<OfferedPlan>(dana, 'GET', url('plan'))
const whereIs = ({ quarters }: ClientPlan, name: string) =>
  quarters?.find(({ assets: all }) => all.some((one) => one.name === name))?.quarter
const setCap = (capMinor: number, more: Partial<LifecycleSettings> = {}, revision = 0) =>
  scene.ask(dana, 'PUT', url('lifecycle-settings'), { revision, currency: 'USD', capMinor, quarters: 16, lives: {}, prices: {}, ...more })

test('a machine with an agent is an asset by itself, with the end of support of its system', async () => {
  const system = { family: 'linux', id: 'debian', name: 'Debian GNU/Linux 12 (bookworm)', version: '12' }
  await scene.enrolled(acme, 'srv-books', { os: system, hardware: { vendor: 'Dell', model: 'PowerEdge', serial: 'ABC', virtual: null } })
  await scene.enrolled(acme, 'silent', null)
  const [silent, books] = await assets()
  expect(books).toMatchObject({
    name: 'srv-books',
    kind: 'server',
    source: 'agent',
    vendor: 'Dell',
    serial: 'ABC',
    system: 'Debian GNU/Linux 12 (bookworm)',
    support: { kind: 'ended', product: 'Debian 12' },
    standing: 'overdue',
  })
  expect(silent).toMatchObject({
    kind: 'other',
    support: { kind: 'not-known', why: 'Its agent has not said yet what it runs.' },
    standing: 'unknown',
  })
  expect((await assets()).map(({ id }) => id)).toEqual([silent?.id, books?.id])
})

test('what an agent says later of its machine makes its kind, unless a person has touched the asset', async () => {
  const [plain, touched] = [await scene.enrolled(acme, 'plain', null), await scene.enrolled(acme, 'touched', null)]
  const { id } = await named('touched')
  await scene.done(dana, 'PUT', url('plan/pins'), { pins: [{ assetId: id, quarter: null }] })
  const inventory = JSON.stringify({ os: { family: 'linux', id: 'debian', name: 'Debian GNU/Linux 12', version: '12' }, hardware: {} })
  for (const device of [plain, touched])
    await scene.db.superuser('insert into devices_inventory (client_id, device_id, at, inventory) values ($1, $2, now(), $3)', [
      acme,
      device,
      inventory,
    ])
  expect((await assets()).map(({ name, kind }) => [name, kind])).toEqual([
    ['plain', 'server'],
    ['touched', 'other'],
  ])
})

test('a list is shown first, then brought in whole, and brought in again changes nothing', async () => {
  const shown = (await importList(LIST, false)).body as ImportAnswer
  expect([shown.applied, shown.added.length, await assets()]).toEqual([false, 5, []])
  expect((await importList(LIST)).body).toMatchObject({ applied: true, added: ['srv-old', 'switch', 'firewall', 'laptop-1', 'mystery'] })
  expect((await importList(LIST)).body).toMatchObject({ applied: true, added: [], changed: [] })
  expect((await importList('name,kind,price\nswitch,switch,950')).body).toMatchObject({ added: [], changed: ['switch'] })
  expect(await named('switch')).toMatchObject({ priceMinor: 95_000, purchasedOn: '2019-06-01', source: 'csv' })
})

test('with one bad row nothing is brought in, and the row and column are named', async () => {
  const bad = await importList(`${LIST}\nnas,storage,2021-02-30,10,,`)
  expect([bad.status, bad.code]).toEqual([422, 'lifecycle.import-problems'])
  expect(bad.body['title']).toContain('row 7, column purchased: “2021-02-30” is no date')
  expect(await assets()).toEqual([])
})

test('an asset is edited by who has read it, and a retired one leaves the plan and stays in the record', async () => {
  await importList(LIST)
  const { id, revision, ...rest } = await named('mystery')
  const {
    name,
    kind,
    serial,
    vendor,
    model,
    system,
    priceMinor,
    warrantyUntil,
    lifeMonths,
    replacementMinor,
    supportBoughtTo,
    bundle,
    note,
  } = rest
  const fields = {
    name,
    kind,
    serial,
    vendor,
    model,
    system,
    priceMinor,
    warrantyUntil,
    lifeMonths,
    replacementMinor,
    supportBoughtTo,
    bundle,
    note,
  }
  const edit = (from: number) =>
    scene.ask(dana, 'PUT', `/api/assets/${id}`, { fields: { ...fields, purchasedOn: '2019-01-01' }, revision: from })
  expect((await edit(revision)).body).toMatchObject({ purchasedOn: '2019-01-01', standing: 'overdue' })
  expect((await edit(revision)).code).toBe('lifecycle.changed')
  expect(whereIs(await plan(), 'mystery')).toBe('2027-Q1')
  await scene.done(dana, 'DELETE', `/api/assets/${id}`)
  expect(whereIs(await plan(), 'mystery')).toBeUndefined()
  expect((await named('mystery')).retiredAt).toBe(TUESDAY.toISOString())
  // A list that names it again means another one.
  expect((await importList('name,kind,price\nmystery,server,100')).body).toMatchObject({ added: ['mystery'], changed: [] })
})

test('the plan keeps the deadline, the bundle and the cap, and names what is not in it', async () => {
  await importList(LIST)
  await setCap(400_000)
  const made = await plan()
  expect([made.from, made.quarters?.length, made.totalMinor]).toEqual(['2027-Q1', 16, 720_000])
  expect(whereIs(made, 'srv-old')).toBe('2027-Q1')
  expect(whereIs(made, 'switch')).toBe(whereIs(made, 'firewall'))
  for (const { spendMinor } of made.quarters ?? []) expect(spendMinor).toBeLessThanOrEqual(400_000)
  expect(made.left).toEqual([
    { id: expect.any(String), name: 'mystery', why: 'When it was bought is not known, so its age is not either.' },
  ])
  expect(made.assumptions.join(' ')).toContain('USD 4,000 in a quarter')
})

test('a cap under which nothing works is answered with the least that does', async () => {
  await importList(LIST)
  await setCap(150_000)
  expect(await plan()).toMatchObject({
    quarters: null,
    impossible: {
      smallestCapMinor: 400_000,
      why: 'Not possible with at most USD 1,500 in a quarter; the least that works is USD 4,000.',
    },
  })
  const refused = await scene.ask(dana, 'POST', url('plan/approve'), { sha256: (await plan()).sha256 })
  expect(refused.code).toBe('lifecycle.plan-impossible')
})

test('a move is tried first with its cost, then pinned, and the pin taken away again', async () => {
  await importList(LIST)
  await setCap(400_000)
  const { id: assetId } = await named('laptop-1')
  const before = whereIs(await plan(), 'laptop-1')
  const pins = [{ assetId, quarter: '2029-Q4' }]
  const tried = await scene.done<TryPlan>(dana, 'POST', url('plan/try'), { pins })
  expect(whereIs(tried.plan, 'laptop-1')).toBe('2029-Q4')
  // Five quarters after its life ends in 2028-Q3, at 2 % of 1,200 each.
  expect(tried.costMinor).toBe(12_000)
  expect(whereIs(await plan(), 'laptop-1')).toBe(before)
  expect(whereIs(await scene.done<ClientPlan>(dana, 'PUT', url('plan/pins'), { pins }), 'laptop-1')).toBe('2029-Q4')
  const freed = await scene.done<ClientPlan>(dana, 'PUT', url('plan/pins'), { pins: [{ assetId, quarter: null }] })
  expect(whereIs(freed, 'laptop-1')).toBe(before)
  const srv = (await named('srv-old')).id
  const crowded = await scene.done<TryPlan>(dana, 'POST', url('plan/try'), {
    pins: [
      { assetId, quarter: '2027-Q1' },
      { assetId: srv, quarter: '2027-Q1' },
    ],
  })
  expect([crowded.overCap, crowded.plan.impossible?.smallestCapMinor]).toEqual([['2027-Q1'], 520_000])
  expect((await scene.ask(dana, 'PUT', url('plan/pins'), { pins: [{ assetId, quarter: '2040-Q1' }] })).code).toBe('lifecycle.pin-outside')
  expect((await scene.ask(dana, 'PUT', url('plan/pins'), { pins: [{ assetId: newId(), quarter: null }] })).status).toBe(404)
})

test('what is approved is frozen under its hash and is the client’s budget, whatever changes later', async () => {
  await importList(LIST)
  const carol = manager(acme)
  expect((await scene.done<Budget>(carol, 'GET', url('budget'))).approved).toBeNull()
  const read = await plan()
  const { id: assetId } = await named('laptop-1')
  const moved = await scene.done<OfferedPlan>(dana, 'PUT', url('plan/pins'), { pins: [{ assetId, quarter: '2029-Q4' }] })
  // The sum is the same, the quarters are not.
  expect(moved.totalMinor).toBe(read.totalMinor)
  expect((await scene.ask(dana, 'POST', url('plan/approve'), { sha256: read.sha256 })).code).toBe('lifecycle.plan-changed')
  const approved = await scene.done<ApprovedPlan>(dana, 'POST', url('plan/approve'), { sha256: moved.sha256 })
  expect(approved.sha256).toBe(moved.sha256)
  const [row] = await scene.db.superuser('select plan, sha256 from lifecycle_approved_plan where id = $1', [approved.id])
  expect(createHash('sha256').update(String(row?.['plan'])).digest('hex')).toBe(approved.sha256)
  await importList('name,kind,price\nsrv-old,server,9000')
  const budget = await scene.done<Budget>(carol, 'GET', url('budget'))
  expect([budget.approved?.plan.totalMinor, budget.approved?.by]).toEqual([720_000, 'Dana Lee'])
  expect((await scene.ask(carol, 'GET', url('plan'))).code).toBe('platform.forbidden')
  expect((await scene.ask(carol, 'GET', url('assets'))).code).toBe('platform.forbidden')
  expect((await scene.ask(manager(newId()), 'GET', url('budget'))).status).toBe(404)
  for (const [kind, magic] of [
    ['pdf?of=budget', '%PDF'],
    ['xlsx?of=budget', 'PK\u0003\u0004'],
  ] as const)
    expect((await scene.ask(carol, 'GET', url(`plan.${kind}`))).raw.subarray(0, 4).toString()).toBe(magic)
})

test('prices keep their currency: it cannot change under them', async () => {
  expect((await setCap(400_000, { currency: 'EUR' })).status).toBe(200)
  expect((await setCap(400_000, { currency: 'EUR' })).code).toBe('lifecycle.changed')
  await importList(LIST)
  expect((await setCap(400_000, { currency: 'USD' }, 1)).code).toBe('lifecycle.currency-in-use')
  expect((await plan()).currency).toBe('EUR')
})

test('a client without assets has a plan with nothing in it', async () => {
  expect(await plan()).toMatchObject({ totalMinor: 0, left: [], impossible: null })
})
