import type { KeepRules } from '@mainstay/contract/recovery'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { goodOnes, type KeepPoint, whatStays } from './retention.ts'

const DAY_MS = 86_400_000
const NOW = new Date('2026-11-24T12:00:00Z')
const rules: KeepRules = { last: 2, daily: 3, weekly: 2, monthly: 2, yearly: 1 }
const point = (id: string, daysAgo: number, o: Partial<KeepPoint> = {}): KeepPoint => ({
  id,
  receivedAt: new Date(NOW.getTime() - daysAgo * DAY_MS),
  group: 'srv /data',
  proof: 'passed',
  clean: 'clean',
  files: 100,
  ...o,
})
const ids = (points: KeepPoint[], by: KeepRules = rules) => [...whatStays(points, by, NOW).keys()].toSorted()

test('the newest, and the newest of each day, week, month and year stay', () => {
  const points = Array.from({ length: 70 }, (_, n) => point(`p${String(n).padStart(2, '0')}`, n + 1.1))
  // 2026-11-24 is a Tuesday: the newest of the week before is of Sunday the 22nd; of October the 31st.
  expect(whatStays(points, rules, NOW)).toEqual(
    new Map([
      ['p00', ['newest', 'daily', 'weekly', 'monthly', 'yearly', 'last-passed', 'last-clean']],
      ['p01', ['newest', 'daily', 'weekly']],
      ['p02', ['daily']],
      ['p23', ['monthly']],
    ]),
  )
})

test.each<[string, Partial<KeepPoint>]>([
  ['snapshots that were never proven', { proof: 'none' }],
  ['snapshots that failed their test', { proof: 'failed' }],
  ['snapshots that look encrypted', { clean: 'suspect' }],
  ['infected snapshots', { clean: 'infected' }],
  ['empty snapshots', { files: 0 }],
  ['snapshots of other paths', { group: 'srv /tmp' }],
])('%s take no place of a good one, however many and whenever they come', (_, o) => {
  const good = Array.from({ length: 40 }, (__, n) => point(`good-${String(n).padStart(2, '0')}`, n + 1.2))
  const before = ids(good)
  const junk = Array.from({ length: 200 }, (__, n) => point(`junk-${n}`, 0.5 + n / 10, { ...o }))
  expect(ids([...good, ...junk]).filter((id) => id.startsWith('good'))).toEqual(expect.arrayContaining(before))
})

test('the last one that passed and the last clean one stay, whatever came after them', () => {
  const points = [
    point('passed', 400, { clean: 'unscanned' }),
    point('clean', 500, { proof: 'none' }),
    ...Array.from({ length: 40 }, (_, n) => point(`bad-${n}`, 10 + n, { proof: 'failed', clean: 'unscanned' })),
  ]
  const stays = whatStays(points, { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0 }, NOW)
  expect(stays.get('passed')).toEqual(expect.arrayContaining(['last-passed']))
  expect(stays.get('clean')).toEqual(['last-clean'])
  expect(stays.size).toBe(3)
})

test('the point before a suspect one is held, and the rules touch others only', () => {
  const points = [
    point('older', 30),
    point('before', 29),
    point('suspect', 28, { clean: 'suspect' }),
    point('next', 27, { clean: 'suspect' }),
    ...Array.from({ length: 20 }, (_, n) => point(`later-${n}`, 2 + n)),
  ]
  const stays = whatStays(points, { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0 }, NOW)
  expect(stays.get('before')).toEqual(['held'])
  expect([...stays.keys()].toSorted()).toEqual(['before', 'later-0'])
})

test('what is not judged yet waits a week, and nothing goes on its first day', () => {
  const one = { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0 }
  const points = [point('new', 0.1), point('today', 0.2), point('untested', 6.9, { proof: 'none' }), point('late', 7.1, { proof: 'none' })]
  expect(ids(points, one)).toEqual(['new', 'today', 'untested'])
})

test('a point with less than half of the files of the good ones in the month before is hollow; after a month it is the new measure', () => {
  const good = (...points: KeepPoint[]) => goodOnes(points).map(({ id }) => id)
  expect(good(point('a', 30), point('b', 1, { files: 49 }))).toEqual(['a'])
  expect(good(point('a', 30), point('b', 1, { files: 50 }))).toEqual(['a', 'b'])
  expect(good(point('a', 32), point('b', 1, { files: 1 }))).toEqual(['a', 'b'])
  expect(good(point('a', 2), point('b', 1, { files: null }))).toEqual(['a', 'b'])
  // Hollow ones are no measure for those that follow; one with very many files is none either.
  expect(good(point('a', 9), point('b', 8, { files: 1 }), point('c', 7, { files: 1 }), point('d', 6))).toEqual(['a', 'd'])
  expect(good(point('a', 9), point('b', 8), point('big', 7, { files: 9999 }), point('c', 6))).toEqual(['a', 'b', 'big', 'c'])
})

const anyPoint = fc.record({
  daysAgo: fc.double({ min: -400, max: 400, noNaN: true }),
  group: fc.constantFrom('a', 'b'),
  proof: fc.constantFrom('passed', 'failed', 'none'),
  clean: fc.constantFrom('clean', 'suspect', 'infected', 'unscanned', null),
  files: fc.option(fc.integer({ min: 0, max: 200 })),
})
const pointsOf = (prefix: string) =>
  fc
    .array(anyPoint, { maxLength: 40 })
    .map((all) => all.map(({ daysAgo, ...o }, n) => point(`${prefix}${n}`, daysAgo, o as Partial<KeepPoint>)))
const anyRules = fc.record({
  last: fc.integer({ min: 1, max: 5 }),
  daily: fc.integer({ min: 0, max: 5 }),
  weekly: fc.integer({ min: 0, max: 4 }),
  monthly: fc.integer({ min: 0, max: 4 }),
  yearly: fc.integer({ min: 0, max: 2 }),
})

test('property: junk of any receive time, before or after, drops no good point that stayed without it', () => {
  const junk = pointsOf('j').map((all) => all.map((one) => ({ ...one, proof: one.proof === 'passed' ? 'none' : one.proof }) as KeepPoint))
  fc.assert(
    fc.property(pointsOf('g'), junk, anyRules, (given, more, by) => {
      const good = given.map((one): KeepPoint => ({ ...one, proof: 'passed', clean: 'clean' }))
      const without = whatStays(good, by, NOW)
      const within = whatStays([...good, ...more], by, NOW)
      for (const id of without.keys()) expect(within.has(id), id).toBe(true)
    }),
  )
})

test('property: the newest that passed, the newest clean one and the trusted one before each suspect always stay', () => {
  fc.assert(
    fc.property(pointsOf('p'), anyRules, (points, by) => {
      const stays = whatStays(points, by, NOW)
      const newestFirst = points.toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime() || (a.id < b.id ? 1 : -1))
      for (const of of [(one: KeepPoint) => one.proof === 'passed', (one: KeepPoint) => one.clean === 'clean']) {
        const last = newestFirst.find(of)
        if (last !== undefined) expect(stays.has(last.id)).toBe(true)
      }
      for (const [n, one] of newestFirst.entries()) {
        if (one.clean !== 'suspect') continue
        const before = newestFirst
          .slice(n + 1)
          .find((other) => other.group === one.group && other.clean === 'clean' && other.proof !== 'failed')
        if (before !== undefined) expect(stays.has(before.id)).toBe(true)
      }
    }),
  )
})

test('property: the order in which points are given plays no part', () => {
  fc.assert(
    fc.property(pointsOf('p'), anyRules, (points, by) => {
      expect(ids(points.toReversed(), by)).toEqual(ids(points, by))
    }),
  )
})
