import type { ReportSection, Tone } from '@mainstay/contract/reports'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trendOf } from './trend.ts'
import { verdictOf, worst } from './verdict.ts'

const FRESH = '2026-10-31T22:00:00.000Z'
const section = (id: string, tone: Tone, freshAsOf: string | null = FRESH): ReportSection => ({
  id,
  slot: 'side',
  title: id === 'recovery' ? 'Could we come back?' : `${id}?`,
  sentence: `${id} says ${tone}.`,
  tone,
  facts: [],
  rows: [],
  strip: [],
  source: 'records',
  freshAsOf,
})
const verdict = (...sections: ReportSection[]) => verdictOf(sections, '2026-10')

test('without a record it says so and invents nothing', () => {
  const nothing = { tone: 'unknown', sentence: 'There are no records for October 2026, so nothing can be said about it.' }
  expect(verdict()).toEqual(nothing)
  expect(verdict(section('recovery', 'unknown', null), section('alerts', 'unknown', null))).toEqual(nothing)
})

test.each<[Tone | null, Tone[], Tone, string]>([
  ['good', [], 'good', 'Your systems came back in our tests.'],
  ['good', ['good'], 'good', 'Your systems came back in our tests, and nothing else that we watch is out of order.'],
  ['good', ['attention'], 'attention', 'Your systems came back in our tests; needs attention: a0.'],
  ['good', ['unknown'], 'unknown', 'Your systems came back in our tests; not known: a0.'],
  ['good', ['broken', 'attention', 'good'], 'broken', 'Your systems came back in our tests; broken: a0; needs attention: a1.'],
  [
    'good',
    ['attention', 'attention', 'attention', 'attention', 'attention'],
    'attention',
    'Your systems came back in our tests; needs attention: a0, a1, a2 and 2 more.',
  ],
  ['broken', ['good'], 'broken', 'recovery says broken.'],
  ['unknown', ['good'], 'unknown', 'recovery says unknown.'],
  ['attention', ['good'], 'attention', 'recovery says attention.'],
  ['unknown', ['broken'], 'broken', 'recovery says unknown; also broken: a0.'],
  ['attention', ['unknown'], 'unknown', 'recovery says attention; not known: a0.'],
  ['unknown', ['unknown'], 'unknown', 'recovery says unknown.'],
  [null, ['good'], 'unknown', 'It is not known whether your systems could be brought back.'],
  [null, ['broken'], 'broken', 'It is not known whether your systems could be brought back; also broken: a0.'],
])('recovery %s, others %j: %s', (recovery, others, tone, sentence) => {
  const sections = others.map((one, n) => section(`a${n}`, one))
  expect(verdict(...(recovery === null ? [] : [section('recovery', recovery)]), ...sections)).toEqual({ tone, sentence })
})

const tone = fc.constantFrom<Tone>('good', 'attention', 'broken', 'unknown')

test('nothing is called good until recovery is, and unknown never becomes good', () => {
  fc.assert(
    fc.property(fc.option(tone), fc.array(tone, { maxLength: 6 }), (recovery, others) => {
      const sections = [...(recovery === null ? [] : [section('recovery', recovery)]), ...others.map((one, n) => section(`a${n}`, one))]
      const { tone: result } = verdict(...sections)
      const all = sections.every((one) => one.tone === 'good') && recovery === 'good'
      expect(result === 'good').toBe(all)
      if (sections.some((one) => one.tone === 'broken')) expect(result).toBe('broken')
    }),
  )
})

test('the worst tone does not depend on the order', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray<Tone>(['good', 'attention', 'unknown', 'broken'], { minLength: 1 }),
      (tones) => worst(tones) === worst([...tones].sort()),
    ),
  )
})

test.each<[Tone, Parameters<typeof trendOf>[2], string]>([
  ['good', { kind: 'none' }, 'This is the first report: there is no month to compare it with.'],
  ['good', { kind: 'older' }, 'There is no approved report of September 2026 to compare it with.'],
  ['good', { kind: 'previous', tone: 'good' }, 'The same as September 2026, which was good.'],
  ['good', { kind: 'previous', tone: 'attention' }, 'Better than September 2026, which needed attention.'],
  ['broken', { kind: 'previous', tone: 'good' }, 'Worse than September 2026, which was good.'],
  ['unknown', { kind: 'previous', tone: 'broken' }, 'It cannot be compared with September 2026, in which something was broken.'],
  ['good', { kind: 'previous', tone: 'unknown' }, 'It cannot be compared with September 2026, of which not enough was known.'],
])('the trend of %s after %j', (now, earlier, text) => {
  expect(trendOf(now, '2026-10', earlier)).toBe(text)
})
