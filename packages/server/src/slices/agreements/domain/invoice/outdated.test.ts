import { expect, test } from 'vitest'
import { invoiceDocument } from './document.ts'
import { outdated } from './outdated.ts'

const make = (unitMinor: number, more: { plan?: string; currency?: string; minutes?: number } = {}) => {
  const { minutes = 60, currency = 'EUR', plan = 'P' } = more
  const term = { from: '2026-01-01', until: null }
  return invoiceDocument({
    month: '2026-11',
    currency,
    plan,
    rounding: 'half-up',
    parts: [{ term, prices: [{ kind: 'hour', unitMinor, included: 1, ...term }], minimumMinor: 0, timeStepMinutes: 1 }],
    covered: [],
    time: [{ day: '2026-11-02', name: '#1', minutes }],
    zone: 'Europe/Berlin',
    clientName: 'Acme',
    agreementId: null,
    taxBasisPoints: 0,
    buyer: null,
    billing: null,
    countedDays: new Set(),
    today: '2026-12-01',
    before: null,
  })
}

test.each([
  ['the same', make(100), make(100), []],
  ['a plan of another name', make(100), make(100, { plan: 'Q' }), ['the plan']],
  ['another currency', make(100), make(100, { currency: 'USD' }), ['the currency was EUR, is USD']],
  ['time within the block', make(100), make(100, { minutes: 30 }), ['what was counted or worked, though not what it comes to']],
  ['time beyond it', make(100), make(100, { minutes: 120 }), ['hour was 0.00 EUR, is 1.00 EUR (120 minutes of work after 60)']],
])('%s', (_, before, now, said) => expect(outdated(before, now)).toEqual(said))
