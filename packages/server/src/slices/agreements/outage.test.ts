import type { OutageFigures, PortalOutage } from '@mainstay/contract/agreements'
import { type Id, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actor, petra, type Scene, startScene } from './test/scene.ts'

let scene: Scene
let acme: Id
beforeAll(async () => {
  scene = await startScene(new Date('2026-11-24T10:00:00Z'))
  acme = await scene.newClient('Acme')
})
afterAll(() => scene.close())

const FIGURES: OutageFigures = {
  currency: 'EUR',
  people: [{ role: 'Bookkeeping', count: 4, hourMinor: 5000, lost: { low: 25, likely: 50, high: 100 } }],
  revenue: { perBusinessHourMinor: 100_000, dependence: 10, recoveredLater: 50 },
}

test('the firm’s own figures give an hour’s cost and that of each outage that was recorded; without them there is no number', async () => {
  const carol = actor('client', 'Carol', [acme], ['portal.outages'])
  const url = `/api/portal/clients/${acme}/outages`
  scene.outages.set(acme, [
    {
      incidentId: newId(),
      system: 'store',
      summary: 'Not heard.',
      from: new Date('2026-11-23T10:00:00Z'),
      to: new Date('2026-11-23T12:00:00Z'),
    },
  ])
  expect(await scene.done<PortalOutage>(carol, 'GET', url)).toMatchObject({
    figures: null,
    perHour: null,
    outages: [{ system: 'store', cost: null }],
  })
  const set = await scene.done<PortalOutage>(carol, 'PUT', url, FIGURES)
  // 4 people x 50.00 x share, and 1,000.00 x 10 % x (1 - 50 %).
  expect(set.perHour?.total).toEqual({ low: 10_000, likely: 15_000, high: 25_000 })
  expect(set.outages[0]?.cost?.total).toEqual({ low: 20_000, likely: 30_000, high: 50_000 })
  expect(set.setBy).toBe('Carol')
  const nobody = await scene.done<PortalOutage>(carol, 'PUT', url, { ...FIGURES, people: [], revenue: null })
  expect([nobody.perHour, nobody.outages[0]?.cost]).toEqual([null, null])
})

test('they are the client’s: the provider does not write them, and nobody else reads them', async () => {
  const url = `/api/portal/clients/${acme}/outages`
  const owner = { ...petra, permissions: new Set(['portal.outages']) }
  expect((await scene.ask(owner, 'PUT', url, FIGURES)).code).toBe('servicedesk.for-clients')
  expect((await scene.ask(actor('client', 'Eve', [newId()], ['portal.outages']), 'GET', url)).status).toBe(404)
  expect((await scene.ask(actor('client', 'Uwe', [acme], []), 'GET', url)).status).toBe(403)
  const wrong = { ...FIGURES, people: [{ ...FIGURES.people[0], lost: { low: 0, likely: 150, high: 100 } }] }
  expect((await scene.ask(actor('client', 'Carol', [acme], ['portal.outages']), 'PUT', url, wrong)).status).toBe(400)
})
