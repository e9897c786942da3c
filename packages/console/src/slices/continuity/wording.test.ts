import type { Continuity } from '@mainstay/contract/continuity'
import { expect, test } from 'vitest'
import { continuityTitle, proofWords } from './wording.ts'

const whole = (more: object): Continuity =>
  ({
    clientName: 'Acme',
    inForce: {},
    working: null,
    drift: [],
    proof: { provenOn: '2026-11-01', provenBy: 'full', due: [] },
    ...more,
  }) as unknown as Continuity
const due = (on: string, overdue: boolean) => ({ kind: 'full' as const, on, overdue })

test.each<[object, string]>([
  [{ inForce: null }, 'Acme has no recovery plan'],
  [{ inForce: null, working: {} }, 'No recovery plan of Acme is in force yet'],
  [{}, 'The recovery plan was proven on 2026-11-01'],
  [{ proof: { provenOn: null, provenBy: null, due: [] } }, 'The recovery plan was never proven by a drill'],
  [{ drift: [{ kind: 'system-added' }] }, '1 thing changed since the plan was approved'],
  [{ drift: [{ kind: 'copy-gained' }] }, 'The recovery plan was proven on 2026-11-01'],
  [
    { drift: [{ kind: 'system-added' }], proof: { provenOn: null, provenBy: null, due: [due('2026-10-01', true)] } },
    'A drill of the recovery plan is overdue',
  ],
])('the worst is the title: %j', (more, title) => {
  expect(continuityTitle(whole(more))).toBe(title)
})

test('green only with a drill that passed and none overdue; never drilled is unknown', () => {
  const proven = { provenOn: '2026-11-01', provenBy: 'full' as const }
  expect(proofWords({ ...proven, due: [due('2027-11-01', false)] })).toEqual({
    tone: 'good',
    text: 'Proven on 2026-11-01 by a full drill; full drill next due 2027-11-01',
  })
  expect(proofWords({ ...proven, due: [due('2026-11-02', true)] }).tone).toBe('attention')
  expect(proofWords({ provenOn: null, provenBy: null, due: [] })).toEqual({
    tone: 'unknown',
    text: 'Never proven by a drill; no drill is planned',
  })
})
