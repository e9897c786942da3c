import type { AgreementList, Invoice, Outlook, RenewalReview } from '@mainstay/contract/agreements'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { petra, type Scene, startScene } from '../test/scene.ts'

let scene: Scene
let acme: Id
let agreement: Id

beforeAll(async () => {
  scene = await startScene(new Date('2026-10-01T10:00:00Z'))
  acme = await scene.newClient('Acme')
  await scene.newClient('Nobody')
  const terms = {
    plan: 'Managed',
    currency: 'EUR',
    startsOn: '2026-10-01',
    endsOn: '2026-12-31',
    minimumMinor: 0,
    rounding: 'half-up',
    taxBasisPoints: 1900,
    timeStepMinutes: 15,
    renewal: { months: 12, noticeDays: 30, likelyPercent: 75 },
    recoveryPromise: '',
    buyer: null,
  }
  const { agreements } = await scene.done<AgreementList>(petra, 'POST', `/api/clients/${acme}/agreements`, terms)
  agreement = agreements[0]?.id ?? ''
  for (const [kind, unitMinor] of [
    ['flat', 60_000],
    ['device', 1000],
  ])
    await scene.done(petra, 'POST', `/api/clients/${acme}/agreements/${agreement}/prices`, { kind, unitMinor, from: '2026-10-01' })
  const machines = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ kind: 'device' as const, item: `m${n}`, name: `m${n}`, quantity: 1 }))
  scene.covered.set(acme, machines(4))
  await scene.days(32)
  scene.worked.set(acme, [{ at: new Date('2026-10-05T10:00:00Z'), name: '#1', minutes: 600 }])
  const { id, madeAt } = await scene.done<Invoice>(petra, 'POST', `/api/clients/${acme}/invoices`, { month: '2026-10' })
  await scene.done(petra, 'POST', `/api/clients/${acme}/invoices/${id}/approve`, { madeAt })
  scene.covered.set(acme, machines(8))
  await scene.days(20)
})
afterAll(() => scene.close())

test('the outlook has each month to come with what is certain and likely, what an hour brought, and why the agreement no longer fits', async () => {
  const { income, agreements, workload } = await scene.done<Outlook>(petra, 'GET', '/api/money/outlook')
  const months = income[0]?.months ?? []
  expect([income.length, months.length, months[0]?.month]).toEqual([1, 12, '2026-11'])
  expect([months[1], months[2]]).toEqual([
    { month: '2026-12', certainMinor: 68_000, likelyMinor: 68_000, possibleMinor: 68_000 },
    { month: '2027-01', certainMinor: 0, likelyMinor: 51_000, possibleMinor: 68_000 },
  ])
  expect(agreements.map(({ clientName, hour, noticeBy }) => [clientName, hour?.minor, noticeBy])).toEqual([['Acme', 6400, '2026-12-01']])
  expect(agreements[0]?.outgrown).toEqual(['devices: 4 on 2026-10-01, 8 on 2026-11-21'])
  // One week of work says nothing about the next.
  expect(workload).toBeNull()
})

test('with weeks of records the hours to come are said, with how far the way was off, against the hours that people have', async () => {
  const weeks = Array.from({ length: 14 }, (_, n) => ({
    at: new Date(Date.parse('2026-11-18T10:00:00Z') - n * 7 * 86_400_000),
    name: '#1',
    minutes: 120,
  }))
  scene.worked.set(acme, weeks)
  await scene.done(petra, 'PUT', '/api/billing', { seller: null, iban: null, paymentDays: 14, weekHours: 40, breakFix: null })
  const { workload } = await scene.done<Outlook>(petra, 'GET', '/api/money/outlook')
  expect(workload).toMatchObject({ availableMinutes: 2400, byClient: [{ clientName: 'Acme', minutesPerWeek: 120 }] })
  expect(workload?.weeks[0]).toEqual({ from: '2026-11-23', minutes: 120 })
  expect(workload?.backTest).toMatchObject({ meanErrorMinutes: 0 })
})

test('the review before a renewal is drawn from the records; of another client it is not there, and money is not for everybody', async () => {
  const url = `/api/clients/${acme}/agreements/${agreement}/review`
  const review = await scene.done<RenewalReview>(petra, 'GET', url)
  expect(review).toMatchObject({
    plan: 'Managed',
    endsOn: '2026-12-31',
    from: '2026-10-01',
    months: [{ month: '2026-10', netMinor: 64_000 }],
    counts: [{ kind: 'device', first: 4, now: 8 }],
    sections: [{ sentence: 'It was kept.' }],
  })
  expect((await scene.ask(petra, 'GET', `/api/clients/${await scene.newClient('Other')}/agreements/${agreement}/review`)).status).toBe(404)
  expect((await scene.ask({ ...petra, permissions: new Set(['servicedesk.read']) }, 'GET', '/api/money/outlook')).status).toBe(403)
  const elsewhere = await scene.done<Outlook>({ ...petra, clients: [newId()] }, 'GET', '/api/money/outlook')
  expect(elsewhere).toMatchObject({ income: [], agreements: [] })
})
