import { newId } from '@mainstay/kernel'
import { expect, test } from 'vitest'
import { monthIn } from '../domain/month.ts'
import { recoverySection } from './recovery.ts'
import type { Proof } from '../../recovery/index.ts'
import type { ReportedSystem } from './recovery-records.ts'

const month = monthIn('2026-10', 'Europe/Warsaw')
const HOUR = 3_600_000
const at = (day: number, o: Partial<Proof> = {}): Proof => {
  const time = new Date(`2026-10-${String(day).padStart(2, '0')}T02:00:00Z`)
  const takenAt = new Date(time.getTime() - HOUR)
  return { at: time, takenAt, verdict: 'passed', level: 'L2', rtoSeconds: 240, expiresAt: new Date(time.getTime() + 31 * 24 * HOUR), ...o }
}
const system = (hostname: string, proofs: Proof[], o: Partial<ReportedSystem> = {}): ReportedSystem => ({
  deviceId: newId(),
  hostname,
  newestPointAt: new Date('2026-10-31T01:00:00Z'),
  asked: 'L2',
  promised: { rpoSeconds: 86_400, rtoSeconds: 4 * 3600 },
  proofs,
  copies: [],
  ...o,
})
const section = (systems: ReportedSystem[], until = month.to) => recoverySection(systems, month, until)

test('all proven, without a copy in a second place, needs attention and says why', () => {
  const one = section([system('srv-books', [at(30), at(31)]), system('srv-files', [at(31)])])
  expect(one).toMatchObject({
    tone: 'attention',
    sentence: 'All 2 systems came back in a restore test; a copy in a second place is missing.',
  })
  expect(one.facts.slice(0, 4).map(({ value, tone }) => [value, tone])).toEqual([
    ['2 of 2', 'good'],
    ['none recorded', 'attention'],
    ['22 h old', 'good'],
    ['4 min', 'good'],
  ])
  expect(one.freshAsOf).toBe('2026-10-31T02:00:00.000Z')
})

test.each<[ReportedSystem['copies'][], string, string, string]>([
  [[['good'], ['alarm', 'good']], 'broken', '2 of 2', '; the copy in a second place found something wrong.'],
  [[['good'], ['good', 'silent']], 'good', '2 of 2', ', and a copy in a second place is whole.'],
  [[['silent'], ['silent']], 'unknown', '0 of 2', '; the copy in a second place is silent.'],
  [[['good'], []], 'attention', '1 of 2', '; the copy in a second place is not whole yet.'],
  [[['unproven'], ['behind']], 'attention', '0 of 2', '; the copy in a second place is not whole yet.'],
])('copies that stand as %j make it %s', ([a = [], b = []], tone, value, end) => {
  const one = section([system('srv-books', [at(30), at(31)], { copies: a }), system('srv-files', [at(31)], { copies: b })])
  expect(one).toMatchObject({ tone, sentence: `All 2 systems came back in a restore test${end}` })
  expect(one.facts[1]).toMatchObject({ label: 'Copy in a second place', value })
})

test('a newer failed test outweighs older passed ones', () => {
  const one = section([
    system('srv-books', [at(30), at(31, { verdict: 'failed', level: 'L0', rtoSeconds: null })]),
    system('srv-files', [at(31)]),
  ])
  expect(one).toMatchObject({ tone: 'broken', sentence: 'srv-books did not come back in the last restore test.' })
  expect(one.rows[0]).toEqual({ text: 'srv-books: the last restore test failed', when: null, tone: 'broken' })
})

test.each<[string, ReportedSystem, string, string]>([
  ['nothing backed up', system('a', [], { newestPointAt: null, promised: null }), 'unknown', 'a: nothing is backed up yet'],
  ['never tested', system('a', []), 'unknown', 'a: backed up, but not proven to come back'],
  [
    'a test that could not run',
    system('a', [at(31, { verdict: 'unknown', level: null })]),
    'unknown',
    'a: backed up, but not proven to come back',
  ],
  [
    'an expired proof',
    system('a', [at(1, { expiresAt: new Date('2026-10-08T00:00:00Z') })]),
    'unknown',
    'a: backed up, but not proven to come back',
  ],
  ['a proof below the level asked for', system('a', [at(31)], { asked: 'L3' }), 'unknown', 'a: backed up, but not proven to come back'],
])('%s is not known, never good', (_, one, tone, row) => {
  const drawn = section([one])
  expect(drawn).toMatchObject({ tone, sentence: 'Your system has not been shown to come back yet.' })
  expect(drawn.rows[0]?.text).toBe(row)
  expect(drawn.facts.find((fact) => fact.label.includes('data you would get back'))).toMatchObject({ value: 'not known', tone: 'unknown' })
})

test('data older and recovery slower than promised are named', () => {
  const one = section([system('a', [at(28, { rtoSeconds: 5 * 3600 })])])
  expect(one.facts.slice(2)).toMatchObject([
    { value: '4 days old', tone: 'attention', note: 'promised: at most 24 h old' },
    { value: '5 h', tone: 'attention', note: 'promised: at most 4 h' },
  ])
  expect(one.rows.map((row) => row.text)).toEqual([
    'a: its newest proven data is older than promised',
    'a: bringing it back took longer than promised',
  ])
})

test('the strip has the worst test of each day in the client’s zone, and no day to come', () => {
  // 23:30 UTC on the 4th is the 5th in Warsaw.
  const late = at(4, { at: new Date('2026-10-04T23:30:00Z'), verdict: 'failed' })
  const { strip } = section([system('a', [at(3), at(3, { verdict: 'failed' }), late, at(6)])], new Date('2026-10-06T12:00:00Z'))
  expect(strip.map(({ day, tone }) => `${day.slice(8)} ${tone}`)).toEqual([
    '01 unknown',
    '02 unknown',
    '03 broken',
    '04 unknown',
    '05 broken',
    '06 good',
  ])
})
