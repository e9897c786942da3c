import type { ClientEvents } from '@mainstay/contract/agreements'
import { newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actor, petra, type Scene, startScene } from './test/scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(new Date('2026-11-24T10:00:00Z'))
})
afterAll(() => scene.close())

test('an event is the outage and the work that it made, by the client’s figures and the rate; work alone is one too, and what is agreed costs nothing more', async () => {
  const acme = await scene.newClient('Acme')
  const url = `/api/clients/${acme}/events`
  const incidentId = newId()
  const [from, to] = [new Date('2026-11-23T10:00:00Z'), new Date('2026-11-23T12:00:00Z')]
  scene.outages.set(acme, [{ incidentId, system: 'store', summary: 'Not heard.', from, to }])
  scene.worked.set(acme, [
    { at: to, name: '#7 store (Dana)', minutes: 50, ticket: '#7 store', incidentId },
    { at: new Date('2026-11-20T12:00:00Z'), name: '#8 The printer (Dana)', minutes: 10, ticket: '#8 The printer', incidentId: null },
    { at: new Date('2026-11-21T12:00:00Z'), name: '#8 toner (Dana)', minutes: 20, ticket: '#8 The printer', incidentId: null },
  ])
  expect(await scene.done<ClientEvents>(petra, 'GET', url)).toMatchObject({
    currency: null,
    hasFigures: false,
    events: [{ outage: { cost: null }, work: { billedMinutes: 50, minor: null } }, { what: '#8 The printer' }],
  })
  const breakFix = { currency: 'EUR', hourMinor: 12_000, timeStepMinutes: 30, taxBasisPoints: 0, rounding: 'half-up' }
  await scene.done(petra, 'PUT', '/api/billing', { seller: null, iban: null, paymentDays: 14, breakFix })
  const people = [{ role: 'Shop', count: 4, hourMinor: 5000, lost: { low: 25, likely: 50, high: 100 } }]
  const carol = actor('client', 'Carol', [acme], ['portal.outages'])
  await scene.done(carol, 'PUT', `/api/portal/clients/${acme}/outages`, { currency: 'EUR', people, revenue: null })
  const { events } = await scene.done<ClientEvents>(petra, 'GET', url)
  expect(events.map(({ outage, work }) => [outage?.cost?.total.likely ?? null, work.billedMinutes, work.minor])).toEqual([
    [20_000, 60, 12_000],
    [null, 60, 12_000],
  ])
  const terms = {
    plan: 'P',
    currency: 'EUR',
    startsOn: '2026-11-23',
    endsOn: null,
    minimumMinor: 0,
    rounding: 'half-up',
    taxBasisPoints: 0,
  }
  const more = { timeStepMinutes: 15, renewal: { months: 0, noticeDays: 0 }, recoveryPromise: '', buyer: null }
  await scene.done(petra, 'POST', `/api/clients/${acme}/agreements`, { ...terms, ...more })
  const agreed = await scene.done<ClientEvents>(petra, 'GET', url)
  expect(agreed.events[0]?.work).toEqual({ billedMinutes: 0, inAgreementMinutes: 50, minor: 0 })
  expect((await scene.ask({ ...petra, clients: [newId()] }, 'GET', url)).status).toBe(404)
})
