import type { SlaAnswer } from '@mainstay/contract/servicedesk'
import { expect, test } from 'vitest'
import { promiseOf } from './promise.ts'

const month = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') }
const clock = (deadline: string, at: string | null) => ({ state: 'met' as const, deadline, at, consumedSeconds: 0, remainingSeconds: 0 })
const answer = (more: Partial<SlaAnswer>): SlaAnswer => ({ response: null, resolution: null, breaches: [], ledger: [], ...more })
const of = (...answers: SlaAnswer[]) =>
  promiseOf(
    answers.map((one) => ({ subject: 'x', openedAt: month.from, answer: one })),
    month,
  )
const target = { amount: 1, unit: 'workingHours' as const }

test('each clock counts once, in the month in which it ended or was missed', () => {
  const kept = answer({
    response: clock('2026-11-03T10:00:00Z', '2026-11-03T09:00:00Z'),
    resolution: clock('2026-12-02T10:00:00Z', '2026-12-01T00:00:00Z'),
  })
  expect(of(kept)).toEqual({ kept: 1, of: 1, misses: [] })
  const missedBefore = answer({
    response: clock('2026-10-30T10:00:00Z', '2026-11-02T09:00:00Z'),
    breaches: [{ clock: 'response', deadline: '2026-10-30T10:00:00Z', target }],
  })
  expect(of(missedBefore).of).toBe(0)
  expect(of(answer({ response: clock('2026-11-03T10:00:00Z', null) })).of).toBe(0)
})

test('a miss is explained by its ledger: what counted after the deadline, and what was waiting', () => {
  const late = answer({
    resolution: clock('2026-11-03T10:00:00Z', '2026-11-03T14:00:00Z'),
    breaches: [{ clock: 'resolution', deadline: '2026-11-03T10:00:00Z', target }],
    ledger: [
      { from: '2026-11-03T08:00:00Z', to: '2026-11-03T11:30:00Z', counted: true, why: 'open' },
      { from: '2026-11-03T11:30:00Z', to: '2026-11-03T12:00:00Z', counted: false, why: 'waiting-customer' },
      { from: '2026-11-03T12:00:00Z', to: '2026-11-03T14:00:00Z', counted: false, why: 'outside-hours' },
    ],
  })
  expect(of(late)).toMatchObject({
    kept: 0,
    of: 1,
    misses: [{ clock: 'resolution', why: '1 h 30 min of working time late, 30 min of waiting for an answer not counted' }],
  })
  const open = answer({ ...late, resolution: clock('2026-11-03T10:00:00Z', null) })
  expect(of(open).misses[0]?.at).toBeNull()
})
