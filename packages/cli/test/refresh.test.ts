import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'mainstay-refresh-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HEADER = 'id,kind,cost,earliest,deadline,risk,pin,bundle'
const GOOD = [
  HEADER,
  'a,server,900,2027-Q1,2027-Q2,100,,',
  'b,pc,500,2026-Q1,,50,,x',
  '"c, the old",pc,400,2027-Q2,,20,,x',
  'd,switch,300,2027-Q1,2027-Q1,5,2027-Q3,',
]

function plan(lines: string[], ...args: string[]) {
  const file = join(folder, 'assets.csv')
  writeFileSync(file, lines.join('\n'))
  const main = join(import.meta.dirname, '..', 'src', 'main.ts')
  return spawnSync(process.execPath, [main, 'refresh', 'plan', '--assets', file, '--quarters', '4', '--from', '2027-Q1', ...args], {
    encoding: 'utf8',
  })
}

test('a plan under the cap, exit 0; not possible under it, exit 2 with the smallest cap that works', () => {
  const possible = plan(GOOD, '--cap', '1000', '--prove', '--json')
  expect([possible.status, JSON.parse(possible.stdout)]).toEqual([
    0,
    {
      feasible: true,
      objective: 60,
      bound: 60,
      quarters: [
        { quarter: '2027-Q1', spend: 900, assets: ['a'] },
        { quarter: '2027-Q2', spend: 900, assets: ['b', 'c, the old'] },
        { quarter: '2027-Q3', spend: 300, assets: ['d'] },
        { quarter: '2027-Q4', spend: 0, assets: [] },
      ],
    },
  ])
  const impossible = plan(GOOD, '--cap', '899', '--json')
  expect([impossible.status, JSON.parse(impossible.stdout)]).toMatchObject([2, { feasible: false, smallestCap: 900 }])
})

test.each([
  ['a column that is missing', [HEADER.replace(',risk', ''), 'a,pc,1,2027-Q1,,,'], 'no column risk'],
  ['a column that is not known', [`${HEADER},colour`, 'a,pc,1,2027-Q1,,1,,,red'], '"colour"'],
  ['a cost with a comma', [HEADER, 'a,pc,"1,200",2027-Q1,,1,,'], 'row 2, column cost: "1,200"'],
  ['a negative cost', [HEADER, 'a,pc,-5,2027-Q1,,1,,'], 'row 2, column cost: "-5"'],
  ['an empty earliest', [HEADER, 'a,pc,5,,,1,,'], 'row 2, column earliest'],
  ['a quarter that is none', [HEADER, 'a,pc,5,2027-Q1,2027-Q5,1,,'], 'row 2, column deadline: "2027-Q5"'],
  [
    'an id that comes twice',
    [HEADER, 'a,pc,5,2027-Q1,,1,,', 'b,pc,5,2027-Q1,,1,,', 'a,pc,5,2027-Q1,,1,,'],
    'row 4, column id: "a" stands in row 2 too',
  ],
  ['a row that is too short', [HEADER, 'a,pc,5'], 'line 2'],
])('%s is named by row and column, and exits 65', (_, lines, named) => {
  const { status, stderr, stdout } = plan(lines, '--cap', '1000', '--json')
  expect([status, stderr]).toEqual([65, expect.stringContaining(named)])
  expect(stdout === '' || 'error' in JSON.parse(stdout)).toBe(true)
})

test.each([
  ['--cap', '-1'],
  ['--quarters', '0'],
  ['--from', '2027-5'],
])('%s %s is refused with exit 64', (name, value) => {
  const result = plan(GOOD, '--cap', '1000', name, value)
  expect([result.status, result.stderr]).toEqual([64, expect.stringContaining(name)])
})
