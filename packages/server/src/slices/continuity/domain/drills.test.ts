import type { Drill, DrillKind, DrillOutcome } from '@mainstay/contract/continuity'
import { newId } from '@mainstay/kernel'
import { expect, test } from 'vitest'
import { drawnResults, outcomeOf, planProof, type Test } from './drills.ts'

const held = (kind: DrillKind, on: string, outcome: DrillOutcome): Drill => ({
  id: newId(),
  clientId: newId(),
  kind,
  state: 'held',
  plannedOn: on,
  who: 'all',
  plannedBy: 'Dana',
  held: { on, outcome, story: '', results: [], fromProofs: null, planVersion: 1, recordedBy: 'Dana', recordedAt: `${on}T12:00:00.000Z` },
})
const planned = (kind: DrillKind, plannedOn: string): Drill => ({ ...held(kind, plannedOn, 'passed'), state: 'planned', held: null })
const PLAN = { every: { tabletop: null, partial: 3, full: 12 }, since: '2026-01-31' }

test.each<[string, Drill[], string | null, [string, string, boolean][]]>([
  [
    'no drill',
    [],
    null,
    [
      ['full', '2027-01-31', false],
      ['partial', '2026-04-30', true],
    ],
  ],
  [
    'a full one',
    [held('full', '2026-11-01', 'passed')],
    '2026-11-01',
    [
      ['full', '2027-11-01', false],
      ['partial', '2027-02-01', false],
    ],
  ],
  [
    'a full one that failed',
    [held('full', '2026-11-01', 'failed')],
    null,
    [
      ['full', '2027-01-31', false],
      ['partial', '2026-04-30', true],
    ],
  ],
  [
    'one that passed in part',
    [held('partial', '2026-11-01', 'partly')],
    null,
    [
      ['full', '2027-01-31', false],
      ['partial', '2027-02-01', false],
    ],
  ],
  [
    'talk round a table',
    [held('tabletop', '2026-11-01', 'passed')],
    null,
    [
      ['full', '2027-01-31', false],
      ['partial', '2026-04-30', true],
    ],
  ],
  [
    'one planned sooner',
    [planned('full', '2026-11-30')],
    null,
    [
      ['full', '2026-11-30', false],
      ['partial', '2026-04-30', true],
    ],
  ],
  [
    'one planned later',
    [planned('partial', '2026-12-30')],
    null,
    [
      ['full', '2027-01-31', false],
      ['partial', '2026-04-30', true],
    ],
  ],
  [
    'one planned and not held',
    [planned('full', '2026-11-23')],
    null,
    [
      ['full', '2026-11-23', true],
      ['partial', '2026-04-30', true],
    ],
  ],
])('with %s', (_, drills, provenOn, due) => {
  const proof = planProof(drills, PLAN, '2026-11-24')
  expect(proof.provenOn).toBe(provenOn)
  expect(proof.due.map(({ kind, on, overdue }) => [kind, on, overdue])).toEqual(due)
})

test('without a plan in force no drill is owed, and what was proven stays', () => {
  expect(planProof([held('partial', '2026-11-01', 'passed')], null, '2026-11-24')).toEqual({
    provenOn: '2026-11-01',
    provenBy: 'partial',
    due: [],
  })
})

const [store, till] = [newId(), newId()]
const system = (key: string, deviceId: string | null) => ({
  key,
  deviceId,
  name: key,
  purpose: '',
  dependsOn: [],
  responsible: null,
  steps: '',
})
const content = {
  begins: '',
  meanwhile: '',
  people: [],
  systems: [system('store', store), system('till', till)],
  drillEveryMonths: PLAN.every,
}
const ran = (deviceId: string, more: Partial<Test> = {}): Test => ({
  id: newId(),
  deviceId,
  at: new Date('2026-11-24T02:00:00Z'),
  verdict: 'passed',
  level: 'L4',
  rtoSeconds: 61,
  rpoSeconds: 3600,
  ...more,
})

test.each<[string, Test[], string[], DrillOutcome]>([
  ['all started', [ran(store), ran(till)], ['passed', 'passed'], 'passed'],
  ['one extracted only', [ran(store), ran(till, { level: 'L2' })], ['passed', 'unknown'], 'partly'],
  ['one not tested', [ran(store)], ['passed', 'unknown'], 'partly'],
  ['one failed', [ran(store), ran(till, { verdict: 'failed' })], ['passed', 'failed'], 'failed'],
  [
    'one failed and passed since',
    [ran(store), ran(till, { verdict: 'failed' }), ran(till, { at: new Date('2026-11-24T03:00:00Z') })],
    ['passed', 'passed'],
    'passed',
  ],
  ['another machine’s test', [ran(newId())], ['unknown', 'unknown'], 'partly'],
])('a drill taken from tests with %s', (_, tests, verdicts, outcome) => {
  const results = drawnResults(content, tests)
  expect(results.map(({ verdict }) => verdict)).toEqual(verdicts)
  expect(outcomeOf(results)).toBe(outcome)
  // A time is measured only where it came back.
  expect(results.filter(({ verdict }) => verdict !== 'passed').every(({ seconds }) => seconds === null)).toBe(true)
})

test('what is not watched here is not shown by tests', () => {
  const results = drawnResults({ ...content, systems: [system('line', null)] }, [])
  expect([results[0]?.verdict, outcomeOf(results), outcomeOf([])]).toEqual(['unknown', 'partly', 'partly'])
})
