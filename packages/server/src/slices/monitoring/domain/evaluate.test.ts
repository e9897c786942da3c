import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate, firstState, type RuleState, type Sample, shown, type Transition } from './evaluate.ts'
import type { Rule, State } from './rules.ts'

const rule: Rule = {
  id: 'r',
  name: 'R',
  signal: 'filesystem.full',
  cause: 'storage',
  warning: { raise: 0.9, raiseForS: 300, clear: 0.87, clearForS: 300 },
  critical: { raise: 0.95, raiseForS: 120, clear: 0.93, clearForS: 300 },
  missingAfterS: 900,
  required: false,
}

/** Feeds a value each minute; what changed, with the minute. */
function play(values: (number | null)[], from: RuleState = firstState(0)): { state: RuleState; changes: [number, State][] } {
  let state = from
  const changes: [number, State][] = []
  for (const [minute, value] of values.entries()) {
    const now = minute * 60_000
    const samples: Sample[] = value === null ? [] : [{ at: now, value }]
    const next = evaluate(rule, state, samples, now, 0)
    state = next.state
    for (const one of next.transitions) changes.push([minute, one.to])
  }
  return { state, changes }
}
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value)

test.each<[string, (number | null)[], [number, State][]]>([
  ['fine is fine from the first sample', times(5, 0.5), [[0, 'ok']]],
  ['nothing known is unknown, and stays so', times(30, null), []],
  ['above the limit, but not for long enough, raises nothing', [...times(5, 0.91), ...times(20, 0.5)], [[0, 'ok']]],
  [
    'held for its time, it is raised',
    times(8, 0.91),
    [
      [0, 'ok'],
      [5, 'warning'],
    ],
  ],
  [
    'at the limit counts as above',
    times(8, 0.9),
    [
      [0, 'ok'],
      [5, 'warning'],
    ],
  ],
  [
    'critical has its own, shorter time',
    times(8, 0.99),
    [
      [0, 'ok'],
      [2, 'critical'],
    ],
  ],
  [
    'a rise from warning to critical is a change of its own',
    [...times(8, 0.91), ...times(5, 0.97)],
    [
      [0, 'ok'],
      [5, 'warning'],
      [10, 'critical'],
    ],
  ],
  [
    'between clear and raise nothing moves, however long',
    [...times(8, 0.91), ...times(60, 0.88)],
    [
      [0, 'ok'],
      [5, 'warning'],
    ],
  ],
  [
    'cleared only after its time below',
    [...times(8, 0.91), ...times(8, 0.8)],
    [
      [0, 'ok'],
      [5, 'warning'],
      [13, 'ok'],
    ],
  ],
  [
    'a dip does not clear',
    [...times(8, 0.91), ...times(3, 0.8), ...times(20, 0.89)],
    [
      [0, 'ok'],
      [5, 'warning'],
    ],
  ],
  [
    'critical falls to warning while it is still too full',
    [...times(4, 0.97), ...times(8, 0.91)],
    [
      [0, 'ok'],
      [2, 'critical'],
      [9, 'warning'],
    ],
  ],
  [
    'critical falls to ok at once when it is well',
    [...times(4, 0.97), ...times(8, 0.3)],
    [
      [0, 'ok'],
      [2, 'critical'],
      [9, 'ok'],
    ],
  ],
  [
    'without samples it becomes unknown, never ok',
    [0.5, ...times(20, null)],
    [
      [0, 'ok'],
      [15, 'unknown'],
    ],
  ],
  [
    'an alert that goes silent becomes unknown, and is what it was when samples return',
    [...times(6, 0.91), ...times(16, null), ...times(3, 0.91)],
    [
      [0, 'ok'],
      [5, 'warning'],
      [20, 'unknown'],
      [22, 'warning'],
    ],
  ],
  [
    'what held before a gap does not count through it',
    [...times(4, 0.91), ...times(16, null), ...times(4, 0.91)],
    [
      [0, 'ok'],
      [18, 'unknown'],
      [20, 'ok'],
    ],
  ],
])('%s', (_, values, expected) => {
  expect(play(values).changes).toEqual(expected)
})

test('silence that is our own does not count', () => {
  const { state } = play([0.5])
  const hour = 3_600_000
  expect(evaluate(rule, state, [], hour, hour - 60_000).transitions).toEqual([])
  expect(evaluate(rule, state, [], hour, hour - 900_000).transitions.map((one) => one.to)).toEqual(['unknown'])
})

test('samples that are not newer than the last one change nothing', () => {
  const { state } = play(times(4, 0.5))
  const late = times(50, 0.99).map((value, i) => ({ at: i * 1000, value }))
  expect(evaluate(rule, state, late, 200_000, 0)).toEqual({ state, transitions: [] })
})

const level = fc.double({ min: 0, max: 1, noNaN: true })
const history = fc.array(fc.option(level, { freq: 6 }), { maxLength: 120 })

test('whatever comes: each change differs from the one before, and the last is what is shown', () => {
  fc.assert(
    fc.property(history, (values) => {
      const { state, changes } = play(values)
      const seen: State[] = ['unknown', ...changes.map(([, to]) => to)]
      for (let i = 1; i < seen.length; i++) expect(seen[i]).not.toBe(seen[i - 1])
      expect(shown(state)).toBe(seen.at(-1))
    }),
  )
})

test('in any wobble between clear and raise the state stands still', () => {
  const wobble = fc.array(fc.double({ min: 0.8701, max: 0.8999, noNaN: true }), { minLength: 10, maxLength: 100 })
  fc.assert(
    fc.property(wobble, fc.constantFrom(0.5, 0.91), (values, before) => {
      expect(play([...times(10, before), ...values]).changes.every(([minute]) => minute < 10)).toBe(true)
    }),
  )
})

test('no change comes sooner than the shortest time a limit must hold', () => {
  fc.assert(
    fc.property(fc.array(level, { maxLength: 150 }), (values) => {
      const { changes } = play(values)
      for (let i = 2; i < changes.length; i++) expect((changes[i]?.[0] ?? 0) - (changes[i - 1]?.[0] ?? 0)).toBeGreaterThanOrEqual(1)
      const raised = changes.filter(([, to]) => to === 'critical')
      for (const [minute] of raised) expect(values.slice(Math.max(0, minute - 2), minute + 1).every((value) => value >= 0.95)).toBe(true)
    }),
  )
})

test('samples one by one or all at once come to the same', () => {
  fc.assert(
    fc.property(fc.array(level, { maxLength: 80 }), (values) => {
      const samples = values.map((value, i): Sample => ({ at: i * 60_000, value }))
      const end = values.length * 60_000
      const whole = evaluate(rule, firstState(0), samples, end, 0)
      const single: Transition[] = []
      let state = firstState(0)
      for (const sample of samples) {
        const next = evaluate(rule, state, [sample], sample.at, 0)
        state = next.state
        single.push(...next.transitions)
      }
      expect(whole).toEqual({ state, transitions: single })
    }),
  )
})
