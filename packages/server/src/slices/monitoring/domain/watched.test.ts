import { expect, test } from 'vitest'
import { healthSection } from './report.ts'
import type { Period, WatchedSystem } from './watched.ts'

const november: Period = { from: new Date('2026-10-31T23:00:00Z'), hours: 720, running: false, zone: 'Europe/Warsaw' }
const soFar: Period = { ...november, hours: 571, running: true }
const end = new Date('2026-11-30T23:00:00Z')
const system = (hostname: string, hours: number, since: string | null = '2026-10-31T23:00:00Z'): WatchedSystem => ({
  hostname,
  hours,
  since: since === null ? null : new Date(since),
})
const said = (systems: WatchedSystem[], period = november) => {
  const section = healthSection(systems, [], end, period)
  return [section?.tone, section?.sentence]
}

test.each<[string, WatchedSystem[], Period, string, string]>([
  ['a whole month', [system('a', 718)], november, 'good', 'Your system was watched the whole month; no trouble was measured.'],
  ['a month so far', [system('a', 569)], soFar, 'good', 'Your system was watched the whole month so far; no trouble was measured.'],
  [
    'five minutes on the 24th',
    [system('a', 1, '2026-11-24T13:00:00Z')],
    soFar,
    'unknown',
    'Your system was watched since 24 November, in 1 of the 571 hours of the month so far; no trouble was measured then, and of the rest nothing is known.',
  ],
  [
    'five minutes on the 1st',
    [system('a', 1)],
    november,
    'unknown',
    'Your system was watched in 1 of the 720 hours of the month; no trouble was measured then, and of the rest nothing is known.',
  ],
  [
    'a desktop that is off at night',
    [system('a', 189)],
    november,
    'good',
    'Your system was watched in 189 of the 720 hours of the month; no trouble was measured.',
  ],
  [
    'the last hour before midnight in the client’s zone is the next day',
    [system('a', 100, '2026-11-23T23:30:00Z')],
    november,
    'unknown',
    'Your system was watched since 24 November, in 100 of the 720 hours of the month; no trouble was measured then, and of the rest nothing is known.',
  ],
  [
    'several, one since the middle',
    [system('a', 720), system('b', 360, '2026-11-15T23:00:00Z')],
    november,
    'unknown',
    'All 2 systems were watched, 1 of them not the whole month; no trouble was measured then, and of the rest nothing is known.',
  ],
  [
    'several, one never',
    [system('a', 720), system('b', 0, null)],
    november,
    'unknown',
    '1 of 2 systems were watched the whole month; no trouble was measured then, and of the rest nothing is known.',
  ],
])('%s', (_, systems, period, tone, sentence) => {
  expect(said(systems, period)).toEqual([tone, sentence])
})

test('the share of the month with data is a figure, and who was watched for a part only is named', () => {
  const section = healthSection([system('a', 720), system('b', 180, '2026-11-22T23:00:00Z')], [], end, november)
  expect(section?.facts.map(({ value, tone }) => [value, tone])).toEqual([
    ['2 of 2', 'unknown'],
    ['62 %', 'unknown'],
  ])
  expect(section?.rows.map(({ text }) => text)).toEqual(['b: watched since 23 November, in 180 of the 720 hours; the rest is not known'])
})

test('trouble in a month that was watched in part stays unknown, and an open grave one is broken', () => {
  const incident = { hostname: 'a', cause: 'storage', worst: 'critical', openedAt: new Date('2026-11-29T23:00:00Z') } as const
  const partly = [system('a', 30, '2026-11-28T23:00:00Z')]
  expect(healthSection(partly, [{ ...incident, closedAt: end }], end, november)?.tone).toBe('unknown')
  expect(healthSection(partly, [{ ...incident, closedAt: null }], end, november)?.tone).toBe('broken')
})
