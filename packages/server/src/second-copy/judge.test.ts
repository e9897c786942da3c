import { expect, test } from 'vitest'
import { judge, junk, type KnownFile, type SeenPoint, type Shown } from './judge.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-24T12:00:00Z')
const name = (n: number) => String(n).padStart(64, '0')
const known = (o: Record<string, number>): Map<string, KnownFile> =>
  new Map(Object.entries(o).map(([key, daysAgo]) => [key, { size: 10, firstSeen: NOW - daysAgo * DAY_MS, missingSince: null }]))
const files = known({
  'config/config': 9,
  [`data/${name(1)}`]: 9,
  [`index/${name(2)}`]: 9,
  [`snapshots/${name(3)}`]: 9,
  [`data/${name(4)}`]: 1,
  [`index/${name(5)}`]: 1,
  [`snapshots/${name(6)}`]: 1,
})
function shown(without: string[], o: Partial<Shown> = {}): Shown {
  const listing = new Map([...files.keys()].filter((key) => !without.includes(key)).map((key) => [key, 10]))
  return { known: files, listing, announced: [], heardAt: {}, now: NOW, noticeMs: 7 * DAY_MS, ...o }
}
const kinds = (of: Shown) => judge(of).findings.map(({ kind }) => kind)
const going = (n: number) => [{ snapshotId: name(n), effectiveAt: new Date(NOW).toISOString() }]
/** As `files`, with a restore point that went so many days ago. */
const removed = (n: number, daysAgo: number) => {
  const key = `snapshots/${name(n)}`
  return new Map(files).set(key, { size: 10, firstSeen: NOW - 90 * DAY_MS, missingSince: NOW - daysAgo * DAY_MS })
}

test.each<[string, Shown, string[]]>([
  ['nothing changed', shown([]), []],
  ['new files only', shown([], { listing: new Map([...files.keys(), `data/${name(9)}`].map((key) => [key, 10])) }), []],
  ['packs are gone', shown([`data/${name(1)}`]), ['packs-gone']],
  ['an index is replaced', shown([`index/${name(2)}`]), ['index-rewritten']],
  ['a restore point is gone', shown([`snapshots/${name(3)}`]), ['restore-points-gone']],
  ['all is gone', shown([...files.keys()]), ['restore-points-gone', 'packs-gone', 'index-rewritten']],
  ['what came last is gone', shown([`data/${name(4)}`, `index/${name(5)}`, `snapshots/${name(6)}`]), ['old-repository']],
  [
    'a pack is cut short',
    shown([], { listing: new Map([...files.keys()].map((key) => [key, key === `data/${name(1)}` ? 3 : 10])) }),
    ['file-damaged'],
  ],
  [
    'a removal that was announced a week ago, and its prune',
    shown([`snapshots/${name(3)}`, `data/${name(1)}`, `index/${name(2)}`], {
      announced: going(3),
      heardAt: { [name(3)]: NOW - 7 * DAY_MS },
    }),
    [],
  ],
  [
    'a removal that was announced yesterday',
    shown([`snapshots/${name(3)}`, `data/${name(1)}`], { announced: going(3), heardAt: { [name(3)]: NOW - DAY_MS } }),
    ['restore-points-gone', 'packs-gone'],
  ],
  [
    'packs that go while a removal is only planned',
    shown([`data/${name(1)}`], { announced: going(3), heardAt: { [name(3)]: NOW - 9 * DAY_MS } }),
    ['packs-gone'],
  ],
  [
    'packs that go the day after a removal: its prune was stopped and went on',
    shown([`data/${name(1)}`, `snapshots/${name(7)}`], {
      known: removed(7, 1),
      announced: going(7),
      heardAt: { [name(7)]: NOW - 20 * DAY_MS },
    }),
    [],
  ],
  [
    'packs and an index that go long after a lawful removal',
    shown([`data/${name(1)}`, `index/${name(2)}`, `snapshots/${name(7)}`], {
      known: removed(7, 60),
      announced: going(7),
      heardAt: { [name(7)]: NOW - 80 * DAY_MS },
    }),
    ['packs-gone', 'index-rewritten'],
  ],
])('%s', (_, of, wanted) => {
  expect(kinds(of)).toEqual(wanted)
})

const seen = (id: string, daysAgo: number, o: Partial<SeenPoint> = {}): SeenPoint => ({
  id,
  firstSeen: NOW - daysAgo * DAY_MS,
  time: new Date(NOW - daysAgo * DAY_MS),
  group: 'a',
  files: 100,
  ...o,
})
const before = Array.from({ length: 10 }, (_, n) => seen(`k${n}`, n + 1))

test.each<[string, SeenPoint[], RegExp | null]>([
  ['an ordinary new one', [seen('n', 0)], null],
  ['a nearly empty one', [seen('n', 0, { files: 3 })], /less than half/],
  ['one that says it is of long ago', [seen('n', 0, { time: new Date(NOW - 90 * DAY_MS) })], /dated before/],
  ['one that says it is of tomorrow', [seen('n', 0, { time: new Date(NOW + DAY_MS) })], /in the future/],
  ['thirty at once', Array.from({ length: 30 }, (_, n) => seen(`n${n}`, 0)), /30 new restore points .*more than usual/],
  ['the first of other paths', [seen('n', 0, { group: 'b', files: 1 })], null],
])('%s among the new ones', (_, fresh, wanted) => {
  const found = junk(fresh, before, NOW)
  if (wanted === null) expect(found).toBeNull()
  else expect(found?.text).toMatch(wanted)
})

test('a first pull of very many restore points is no attack', () => {
  expect(
    junk(
      Array.from({ length: 300 }, (_, n) => seen(`n${n}`, n)),
      [],
      NOW,
    ),
  ).toBeNull()
})
