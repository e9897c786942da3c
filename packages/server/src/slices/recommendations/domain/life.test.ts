import type { Content } from '@mainstay/contract/recommendations'
import { addDays, dayIn, newId } from '@mainstay/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, frozenText, mayPresent, reviewOn, stateOf } from './life.ts'

const content: Content = {
  title: 'A second copy of the backups',
  area: 'recovery',
  why: 'There is one copy.',
  risk: 'A fire takes the server and the backup.',
  riskMinor: null,
  currency: 'USD',
  options: [
    { title: 'Ours', text: '', onceMinor: 50_000, monthlyMinor: 4500 },
    { title: 'Your own', text: '', onceMinor: 90_000, monthlyMinor: 0 },
  ],
  answerBy: null,
  deviceIds: [],
}
const sha256 = 'a'.repeat(64)
const presented = { sha256, content, isSuperseded: false }
const said = { sha256, answer: 'accepted', option: 0, until: null } as const
const TODAY = '2026-11-24'

describe('a decision', () => {
  test.each([
    ['an option that is there', { ...said, option: 1 }, { ok: true, value: { answer: 'accepted', option: 1, reviewOn: null } }],
    ['an option that is not there', { ...said, option: 2 }, { ok: false, error: 'option-missing' }],
    ['no option', { ...said, option: null }, { ok: false, error: 'option-missing' }],
    ['another text', { ...said, sha256: 'b'.repeat(64) }, { ok: false, error: 'other-text' }],
    [
      'deferred to tomorrow',
      { ...said, answer: 'deferred', until: '2026-11-25' },
      { ok: true, value: { answer: 'deferred', option: null, reviewOn: '2026-11-25' } },
    ],
    ['deferred to today', { ...said, answer: 'deferred', until: TODAY }, { ok: false, error: 'until-invalid' }],
    ['deferred for ever', { ...said, answer: 'deferred', until: '2031-01-01' }, { ok: false, error: 'until-invalid' }],
    ['deferred to no day', { ...said, answer: 'deferred' }, { ok: false, error: 'until-invalid' }],
  ] as const)('of %s', (_, answer, expected) => {
    expect(decide(presented, answer, TODAY)).toEqual(expected)
  })

  test('a declined one comes back, and one about recovery sooner', () => {
    const decline = { ...said, answer: 'declined' } as const
    expect(decide(presented, decline, TODAY)).toMatchObject({ value: { option: null, reviewOn: '2027-02-22' } })
    const other = { ...presented, content: { ...content, area: 'equipment' as const } }
    expect(decide(other, decline, TODAY)).toMatchObject({ value: { reviewOn: '2027-05-23' } })
  })

  test('what was replaced is not answered any more', () => {
    expect(decide({ ...presented, isSuperseded: true }, said, TODAY)).toEqual({ ok: false, error: 'superseded' })
  })

  test('after its day it is still taken: the day is when an answer is asked for', () => {
    const late = { ...presented, content: { ...content, answerBy: '2026-11-01' } }
    expect(decide(late, said, TODAY).ok).toBe(true)
  })
})

test('what is put to a client was read as it is, and its day is not over', () => {
  const draft = { status: 'draft', revision: 3, content: { answerBy: TODAY } } as const
  expect(mayPresent(draft, { read: 3, today: TODAY })).toEqual({ ok: true, value: null })
  expect(mayPresent(draft, { read: 2, today: TODAY })).toEqual({ ok: false, error: 'changed' })
  expect(mayPresent(draft, { read: 3, today: '2026-11-25' })).toEqual({ ok: false, error: 'answer-by-past' })
  expect(mayPresent({ ...draft, status: 'presented' }, { read: 3, today: TODAY })).toEqual({ ok: false, error: 'frozen' })
})

test('every word, price and option is in the text that is hashed', () => {
  const o = { id: newId(), clientId: newId(), supersedes: null, presented: { at: new Date(0), by: 'Dana' } }
  const whole = frozenText({ ...o, content })
  for (const other of [
    { ...content, risk: 'None.' },
    { ...content, riskMinor: 1 },
    { ...content, currency: 'EUR' },
    { ...content, options: content.options.toReversed() },
    { ...content, options: content.options.map((option) => ({ ...option, onceMinor: option.onceMinor + 1 })) },
  ])
    expect(frozenText({ ...o, content: other })).not.toBe(whole)
  expect(frozenText({ ...o, supersedes: o.id, content })).not.toBe(whole)
})

test('a state is read off what was written, and the newest review decides when it comes back', () => {
  const decision = { answer: 'declined', reviewOn: '2027-02-22' } as const
  expect(stateOf({ status: 'presented', decision: null, isSuperseded: false })).toBe('waiting')
  expect(stateOf({ status: 'presented', decision, isSuperseded: false })).toBe('declined')
  expect(stateOf({ status: 'presented', decision, isSuperseded: true })).toBe('superseded')
  expect(reviewOn('declined', decision, [])).toBe('2027-02-22')
  const reviews = [
    { at: new Date(2), nextOn: '2028-01-01' },
    { at: new Date(1), nextOn: '2027-06-01' },
  ]
  expect(reviewOn('declined', decision, reviews)).toBe('2028-01-01')
  expect(reviewOn('superseded', decision, reviews)).toBeNull()
})

test('days are counted in the calendar, and a date is the client’s', () => {
  expect(dayIn(new Date('2026-11-24T23:30:00Z'), 'Europe/Warsaw')).toBe('2026-11-25')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 }), (a, b) => {
      expect(addDays(addDays(TODAY, a), b)).toBe(addDays(TODAY, a + b))
    }),
  )
})
