import type { Agreement, AgreementList, Billing, Invoice, SetAgreement } from '@mainstay/contract/agreements'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { actor, petra, type Scene, startScene } from './test/scene.ts'

let scene: Scene
let acme: Id
/** Noon in Berlin: the hourly job of that day counts the day before. */
const START = new Date('2026-10-01T10:00:00Z')

beforeAll(async () => {
  scene = await startScene(START)
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(START)
  scene.covered.clear()
  scene.worked.clear()
  acme = await scene.newClient('Acme')
})

const party = (name: string) => ({ name, street: 'Street 1', city: 'Berlin', postCode: '10115', country: 'DE', vatId: 'DE123456789' })
const TERMS: SetAgreement = {
  plan: 'Managed',
  currency: 'EUR',
  startsOn: '2026-10-01',
  endsOn: null,
  minimumMinor: 0,
  rounding: 'half-up',
  taxBasisPoints: 1900,
  timeStepMinutes: 15,
  renewal: { months: 12, noticeDays: 90, likelyPercent: null },
  recoveryPromise: '',
  buyer: party('Acme & Söhne <GmbH>'),
}
const BILLING: Billing = {
  seller: party('MSP'),
  iban: 'DE89370400440532013000',
  paymentDays: 14,
  weekHours: null,
  breakFix: { currency: 'EUR', hourMinor: 12_000, timeStepMinutes: 30, taxBasisPoints: 1900, rounding: 'half-up' },
}
const url = (rest = '') => `/api/clients/${acme}/agreements${rest}`
async function agreed(terms: Partial<SetAgreement> = {}): Promise<Agreement> {
  const { agreements } = await scene.done<AgreementList>(petra, 'POST', url(), { ...TERMS, ...terms })
  const made = agreements.at(-1)
  if (made === undefined) throw new Error('there is no agreement')
  return made
}
const price = (id: Id, kind: string, unitMinor: number, from = '2026-10-01', included = 0) =>
  scene.ask(petra, 'POST', url(`/${id}/prices`), { kind, unitMinor, from, included })
const draft = (month: string) => scene.done<Invoice>(petra, 'POST', `/api/clients/${acme}/invoices`, { month })
const approve = ({ id, madeAt }: Invoice, who = petra) => scene.ask(who, 'POST', `/api/clients/${acme}/invoices/${id}/approve`, { madeAt })
const machine = (kind: 'device' | 'server', name: string) => ({ kind, item: name, name, quantity: 1 })

test('agreements and prices do not overlap, also when two come at once: the database refuses the second', async () => {
  const one = await agreed({ endsOn: '2026-12-31', renewal: { months: 0, noticeDays: 90, likelyPercent: null } })
  expect((await scene.ask(petra, 'POST', url(), { ...TERMS, startsOn: '2026-12-31' })).code).toBe('agreements.overlap')
  await agreed({ startsOn: '2027-01-01' })
  const both = await Promise.all([price(one.id, 'device', 900), price(one.id, 'device', 1000)])
  expect(both.map(({ status, code }) => [status, code]).toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
    [200, 'undefined'],
    [409, 'agreements.price-overlap'],
  ])
  expect((await price(one.id, 'device', 1200, '2026-11-01')).status).toBe(200)
  const { agreements } = await scene.done<AgreementList>(petra, 'GET', url())
  expect(agreements[0]?.prices.map(({ from, until }) => [from, until])).toEqual([
    ['2026-10-01', '2026-10-31'],
    ['2026-11-01', null],
  ])
  expect((await price(one.id, 'device', 1300, '2026-10-15')).code).toBe('agreements.price-overlap')
})

test('a day is counted once, when it is over in the client’s zone, and what is covered later is not on it', async () => {
  scene.covered.set(acme, [machine('device', 'desk-1')])
  const before = await scene.agreements.countYesterday()
  scene.covered.set(acme, [machine('device', 'desk-1'), machine('device', 'desk-2')])
  expect([before > 0, await scene.agreements.countYesterday()]).toEqual([true, 0])
  const rows = await scene.db.superuser('select day::text, item from agreements_coverage where client_id = $1', [acme])
  expect(rows).toEqual([{ day: '2026-09-30', item: 'desk-1' }])
})

test('a month’s draft reconciles with the records to the cent, says what is missing, and is frozen when it is approved', async () => {
  await scene.done(petra, 'PUT', '/api/billing', BILLING)
  const { id } = await agreed()
  for (const [kind, unit] of [
    ['flat', 50_000],
    ['device', 999],
    ['server', 8950],
    ['hour', 9500],
  ] as const)
    await price(id, kind, unit)
  scene.covered.set(acme, [machine('device', 'desk-1'), machine('server', 'store')])
  await scene.days(11)
  // The server of ours was down for two days: nothing is known of them.
  scene.clock.advance(2 * 86_400_000)
  scene.covered.set(acme, [machine('device', 'desk-1'), machine('device', 'desk-2'), machine('server', 'store')])
  await scene.days(18)
  scene.worked.set(acme, [
    { at: new Date('2026-09-30T21:59:00Z'), name: '#0 September in Berlin', minutes: 60 },
    { at: new Date('2026-09-30T22:00:00Z'), name: '#1 October in Berlin', minutes: 50 },
    { at: new Date('2026-10-31T22:59:00Z'), name: '#2', minutes: 15 },
    { at: new Date('2026-10-31T23:00:00Z'), name: '#3 November', minutes: 600 },
  ])
  scene.clock.set(new Date('2026-11-02T10:00:00Z'))
  const october = await draft('2026-10')
  const counted = (await scene.db.superuser(
    "select kind, count(*)::int as n from agreements_coverage where client_id = $1 and day between '2026-10-01' and '2026-10-31' group by kind",
    [acme],
  )) as { kind: string; n: number }[]
  const unitDays = (kind: string) => counted.find((one) => one.kind === kind)?.n ?? 0
  expect([unitDays('device'), unitDays('server')]).toEqual([11 + 18 * 2, 29])
  const expected = [50_000, Math.round((999 * unitDays('device')) / 31), Math.round((8950 * unitDays('server')) / 31), (75 * 9500) / 60]
  const { lines, netMinor, taxMinor, totalMinor, remarks } = october.document
  expect(lines.map(({ amountMinor }) => amountMinor)).toEqual(expected)
  expect(netMinor).toBe(expected.reduce((a, b) => a + b, 0))
  expect([taxMinor, totalMinor]).toEqual([Math.round(netMinor * 0.19), netMinor + Math.round(netMinor * 0.19)])
  expect(remarks).toEqual(['Of 2 days nothing was counted, so nothing is billed for them: 2026-10-12 to 2026-10-13.'])
  const tokens = actor('token', 'a script', 'all', [...petra.permissions])
  expect((await approve(october, tokens)).code).toBe('platform.forbidden')
  expect((await approve({ ...october, madeAt: '2026-11-01T00:00:00.000Z' })).code).toBe('agreements.draft-changed')
  expect((await approve(october)).body['number']).toMatch(/^2026-0\d{4}$/)
  expect((await approve(october)).code).toBe('agreements.month-approved')
  expect((await scene.ask(petra, 'POST', `/api/clients/${acme}/invoices`, { month: '2026-10' })).code).toBe('agreements.month-approved')
  expect((await price(id, 'user', 100, '2026-10-20')).code).toBe('agreements.month-approved')
  await scene.db.superuser("update agreements_invoice set document = replace(document, 'Flat', 'Free') where client_id = $1", [acme])
  expect((await scene.ask(petra, 'GET', `/api/clients/${acme}/invoices/${october.id}`)).code).toBe('agreements.seal-broken')
})

test('the next month says what differs, and the report says what was approved', async () => {
  const { id } = await agreed()
  await price(id, 'device', 1000)
  scene.covered.set(acme, [machine('device', 'desk-1')])
  await scene.days(31)
  await approve(await draft('2026-10'))
  scene.covered.set(acme, [machine('device', 'desk-1'), machine('device', 'desk-2')])
  await scene.days(30)
  const november = await draft('2026-11')
  expect(november.document.differences).toEqual([
    { kind: 'device', beforeMinor: 1000, nowMinor: expect.any(Number) as number, why: 'new: desk-2' },
  ])
  expect(await scene.agreements.reportSection(acme, '2026-11')).toBeNull()
  await approve(november)
  expect(await scene.agreements.reportSection(acme, '2026-11')).toMatchObject({
    sentence: expect.stringContaining('one difference') as string,
    tone: 'good',
  })
})

test('without an agreement the time is billed; without a rate that is said', async () => {
  await scene.done(petra, 'PUT', '/api/billing', { ...BILLING, breakFix: null })
  expect((await scene.ask(petra, 'POST', `/api/clients/${acme}/invoices`, { month: '2026-10' })).code).toBe('agreements.no-break-fix')
  await scene.done(petra, 'PUT', '/api/billing', BILLING)
  scene.worked.set(acme, [{ at: new Date('2026-10-05T10:00:00Z'), name: '#7 The router', minutes: 40 }])
  const { document } = await draft('2026-10')
  expect(document.lines.map(({ amountMinor, arithmetic }) => [amountMinor, arithmetic])).toEqual([
    [12_000, '60 minutes in steps of 30: 60 x 120.00 EUR / 60 = 120.00 EUR'],
  ])
  expect([document.agreementId, document.plan]).toEqual([null, 'Break/fix, by time'])
})

test('mixed currencies in one month are one clear answer; so is another client’s agreement, and who may not see money', async () => {
  await agreed({ endsOn: '2026-10-15', renewal: { months: 0, noticeDays: 0, likelyPercent: null } })
  await agreed({ startsOn: '2026-10-16', currency: 'USD' })
  expect((await scene.ask(petra, 'POST', `/api/clients/${acme}/invoices`, { month: '2026-10' })).code).toBe('agreements.currencies-mixed')
  expect((await price(newId(), 'flat', 1)).code).toBe('platform.not-found')
  const tech = actor('staff', 'Tess', 'all', ['servicedesk.read'])
  expect((await scene.ask(tech, 'GET', url())).status).toBe(403)
  expect((await scene.ask({ ...petra, clients: [newId()] }, 'GET', url())).status).toBe(404)
  expect((await scene.ask(petra, 'POST', url(), { ...TERMS, endsOn: '2026-09-30' })).status).toBe(400)
})

test('CSV and UBL carry the same sums; a draft and an invoice without its parties are refused', async () => {
  await scene.done(petra, 'PUT', '/api/billing', BILLING)
  const { id } = await agreed()
  await price(id, 'flat', 123_456)
  const early = await draft('2026-10')
  expect((await approve(early)).code).toBe('agreements.month-running')
  scene.clock.set(new Date('2026-11-02T10:00:00Z'))
  const stale = await draft('2026-10')
  scene.clock.advance(1000)
  await price(id, 'device', 500)
  expect((await approve(stale)).code).toBe('agreements.draft-changed')
  scene.clock.advance(1000)
  const made = await draft('2026-10')
  const get = (kind: string) => scene.ask(petra, 'GET', `/api/clients/${acme}/invoices/${made.id}/${kind}`)
  expect((await get('ubl')).code).toBe('agreements.not-approved')
  await approve(made)
  const csv = (await get('csv')).text
  expect(csv).toContain('Flat price of the month,1,1234.56,1234.56,EUR')
  const ubl = (await get('ubl')).text
  expect(ubl).toContain('<cbc:RegistrationName>Acme &amp; Söhne &lt;GmbH&gt;</cbc:RegistrationName>')
  expect(ubl).toContain('<cbc:PayableAmount currencyID="EUR">1469.13</cbc:PayableAmount>')
})

test('an agreement that goes on by itself keeps a second one out, until it is ended; a day has one bill', async () => {
  const first = await agreed({ startsOn: '2026-01-01', endsOn: '2026-06-30' })
  const second = { ...TERMS, startsOn: '2026-10-16' }
  expect((await scene.ask(petra, 'POST', url(), second)).code).toBe('agreements.overlap')
  const { buyer: _, ...terms } = TERMS
  const ended = {
    ...terms,
    buyer: null,
    startsOn: '2026-01-01',
    endsOn: '2026-10-15',
    renewal: { months: 0, noticeDays: 0, likelyPercent: null },
  }
  await scene.done(petra, 'PUT', url(`/${first.id}`), ended)
  const next = await agreed({ startsOn: '2026-10-16' })
  await price(first.id, 'flat', 31_000, '2026-01-01')
  await price(next.id, 'flat', 31_000, '2026-10-16')
  expect((await draft('2026-10')).document.lines.map(({ amountMinor }) => amountMinor)).toEqual([15_000, 16_000])
})

test('an approved month holds against a change of what it was billed by: renewal taken away, a price withdrawn', async () => {
  const terms = { startsOn: '2026-01-01', endsOn: '2026-06-30' }
  const { id } = await agreed(terms)
  await price(id, 'flat', 31_000, '2026-01-01')
  scene.clock.set(new Date('2026-11-02T10:00:00Z'))
  await approve(await draft('2026-10'))
  const set = (renewal: number, endsOn: string) =>
    scene.ask(petra, 'PUT', url(`/${id}`), {
      ...TERMS,
      ...terms,
      endsOn,
      renewal: { months: renewal, noticeDays: 90, likelyPercent: null },
    })
  expect((await set(0, '2026-06-30')).code).toBe('agreements.month-approved')
  expect((await set(0, '2026-10-30')).code).toBe('agreements.month-approved')
  expect((await set(0, '2026-10-31')).status).toBe(200)
  const { agreements } = await scene.done<AgreementList>(petra, 'GET', url())
  const used = agreements[0]?.prices[0]?.id ?? ''
  expect((await scene.ask(petra, 'DELETE', url(`/${id}/prices/${used}`))).code).toBe('agreements.month-approved')
})

test('a wrong price is withdrawn before it was billed, and the one before it holds on', async () => {
  const { id } = await agreed()
  await price(id, 'device', 900)
  await price(id, 'device', 99_900, '2026-11-01')
  const { agreements } = await scene.done<AgreementList>(petra, 'GET', url())
  const wrong = agreements[0]?.prices.find(({ unitMinor }) => unitMinor === 99_900)?.id ?? ''
  expect((await scene.ask({ ...petra, clients: [newId()] }, 'DELETE', url(`/${id}/prices/${wrong}`))).status).toBe(404)
  const after = await scene.done<AgreementList>(petra, 'DELETE', url(`/${id}/prices/${wrong}`))
  expect(after.agreements[0]?.prices.map(({ unitMinor, until }) => [unitMinor, until])).toEqual([[900, null]])
  expect((await scene.ask(petra, 'DELETE', url(`/${id}/prices/${wrong}`))).status).toBe(404)
})

test('a draft is made anew when it is approved: what changed in the records or the rate is refused with the differences', async () => {
  await scene.done(petra, 'PUT', '/api/billing', BILLING)
  const hour = (at: string, minutes: number) => ({ at: new Date(at), name: '#7', minutes })
  scene.worked.set(acme, [hour('2026-10-05T10:00:00Z', 30)])
  scene.clock.set(new Date('2026-11-02T10:00:00Z'))
  const made = await draft('2026-10')
  const breakFix = { currency: 'EUR', hourMinor: 15_000, timeStepMinutes: 30, taxBasisPoints: 1900, rounding: 'half-up' as const }
  await scene.done(petra, 'PUT', '/api/billing', { ...BILLING, breakFix })
  const dearer = await approve(made)
  expect([dearer.code, dearer.text]).toEqual(['agreements.draft-outdated', expect.stringContaining('hour was 60.00 EUR, is 75.00 EUR')])
  await scene.done(petra, 'PUT', '/api/billing', BILLING)
  scene.worked.set(acme, [hour('2026-10-05T10:00:00Z', 30), hour('2026-10-06T10:00:00Z', 60)])
  expect((await approve(made)).text).toContain('90 minutes of work after 30')
  scene.worked.set(acme, [hour('2026-10-05T10:00:00Z', 30)])
  expect((await approve(made)).status).toBe(200)
})

test('the day to pay by is that of the approval, whatever the terms become; the list has sums and no documents', async () => {
  await scene.done(petra, 'PUT', '/api/billing', BILLING)
  const { id } = await agreed()
  await price(id, 'flat', 10_000)
  scene.clock.set(new Date('2026-11-02T10:00:00Z'))
  const made = await draft('2026-10')
  await approve(made)
  await scene.done(petra, 'PUT', '/api/billing', { ...BILLING, paymentDays: 60 })
  const ubl = (await scene.ask(petra, 'GET', `/api/clients/${acme}/invoices/${made.id}/ubl`)).text
  expect(ubl).toContain('<cbc:DueDate>2026-11-16</cbc:DueDate>')
  const { invoices } = await scene.done<{ invoices: Record<string, unknown>[] }>(petra, 'GET', `/api/clients/${acme}/invoices`)
  expect(invoices.map(({ month, totalMinor, document }) => [month, totalMinor, document])).toEqual([['2026-10', 11_900, undefined]])
  const whole = await scene.done<Invoice>(petra, 'GET', `/api/clients/${acme}/invoices/${made.id}`)
  expect([whole.document.issuedOn, whole.document.dueOn]).toEqual(['2026-11-02', '2026-11-16'])
})
