import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { describe as describeResult } from './all-checks.ts'
import { checkLengths, countLines } from './file-lengths.ts'
import { forbiddenText } from './forbidden-text.ts'
import { checkMigrationNames } from './migration-names.ts'
import { hostsIn } from './registry-hosts.ts'
import { isSource, isTest, repositoryFiles } from './repository-files.ts'
import { runTool } from './tools.ts'

describe('file lengths', () => {
  const files = (...lengths: number[]) => lengths.map((lines, index) => ({ path: `f${index}.ts`, lines, test: false }))

  test('pass at the limits themselves', () => {
    expect(checkLengths(files(80, 80, 300, 10)).problems).toEqual([])
    expect(checkLengths([]).problems).toEqual([])
  })

  test.each([
    [
      'a source over 500 lines',
      [...files(...Array<number>(40).fill(10)), { path: 'long.ts', lines: 501, test: false }],
      'long.ts: 501 lines, more than 500',
    ],
    ['a test over 500 lines', [{ path: 'long.test.ts', lines: 501, test: true }], 'long.test.ts: 501 lines, more than 500'],
    ['a median over 80', files(81, 81, 10), 'the median file has 81 lines, more than 80'],
    ['a 95th percentile over 300', files(10, 10, 301), 'the 95th percentile is 301 lines, more than 300'],
  ])('fail with %s', (_, list, problem) => {
    expect(checkLengths(list).problems).toEqual([problem])
  })

  test('tell the ratio of tests to source', () => {
    expect(checkLengths([...files(10), { path: 'a.test.ts', lines: 15, test: true }]).note).toContain('tests to source 1.50')
  })

  test.each([
    ['', 0],
    ['a', 1],
    ['a\n', 1],
    ['a\n\n', 2],
  ])('count the lines of %j as %i', (text, lines) => {
    expect(countLines(text)).toBe(lines)
  })
})

describe('forbidden text', () => {
  // Written in two halves, so that this file may itself be committed.
  test.each([
    ['a.ts', `// TO${'DO'}: later`, 'unfinished work'],
    ['a.tsx', `/* FIX${'ME'} */`, 'unfinished work'],
    ['.ci/run', `# TO${'DO'}`, 'unfinished work'],
    ['a.ts', `// oxlint-${'disable'}-next-line`, 'a rule switched off'],
    ['a.mjs', `// @ts-${'ignore'}`, 'a rule switched off'],
    ['a.test.ts', `test.${'skip'}('x', () => {})`, 'a test switched off, or running alone'],
    ['a.test.ts', `describe.${'only'}('x', () => {})`, 'a test switched off, or running alone'],
    ['notes.md', `from https://registry.${'example'}.org/zod`, 'the host name of a package registry'],
    ['notes.md', 'from https://packages.internal.test/zod', "the host name of this machine's package registry"],
  ])('in %s: %s', (path, line, why) => {
    expect(forbiddenText(path, `fine\n${line}`, ['packages.internal.test'])).toEqual([`${path}:2: ${why}`])
  })

  test.each([
    ['a.ts', 'const todos = todo.only'],
    ['docs/a.md', `The word TO${'DO'} in prose`],
    ['a.ts', 'skip(1)'],
    ['a.md', 'See example.org and https://opentelemetry.io'],
  ])('not in %s: %s', (path, line) => {
    expect(forbiddenText(path, line, [])).toEqual([])
  })

  test('the hosts are read from configurations of npm and apt', () => {
    const text =
      'registry=https://user@npm.internal.test/path\nURIs: http://apt.internal.test/debian\nproxy=http://127.0.0.1:3128 https://localhost:1'
    expect(hostsIn(text)).toEqual(['npm.internal.test', 'apt.internal.test'])
  })
})

describe('names of migrations', () => {
  const folder = 'packages/server/src/platform/database/migrations'

  test.each([
    ['20261124t0930-clients.ts'],
    ['20261124093000_clients.sql'],
    ['2026-11-24t09-30-00-clients.ts'],
    ['index.ts'],
    ['order.test.ts'],
  ])('%s is fine', (name) => {
    expect(checkMigrationNames([`${folder}/${name}`])).toEqual([])
  })

  test.each([['0001-clients.ts'], ['clients.ts'], ['20261324t0930-month-13.ts'], ['20261124-no-time.ts']])('%s is refused', (name) => {
    expect(checkMigrationNames([`${folder}/${name}`])).toHaveLength(1)
  })

  test('the same time twice is refused, however it is written and wherever it lies', () => {
    const other = 'packages/server/src/slices/clients/migrations/20261124093000_b.sql'
    expect(checkMigrationNames([`${folder}/20261124t0930-a.ts`, other])).toEqual([
      `${other}: has the same time as ${folder}/20261124t0930-a.ts`,
    ])
  })
})

test('files are those that git knows or would add, without deleted and ignored ones', () => {
  const root = mkdtempSync(join(tmpdir(), 'mainstay-files-'))
  const write = (name: string) => writeFileSync(join(root, name), 'ignored.ts\n')
  execFileSync('git', ['init', '-q'], { cwd: root })
  for (const name of ['.gitignore', 'gone.ts', 'known.ts', 'new.ts', 'ignored.ts']) write(name)
  execFileSync('git', ['add', 'gone.ts', 'known.ts'], { cwd: root })
  rmSync(join(root, 'gone.ts'))
  expect(repositoryFiles(root)).toEqual(['.gitignore', 'known.ts', 'new.ts'])
  rmSync(root, { recursive: true })
})

test.each([
  ['packages/a/src/b.ts', true, false],
  ['packages/a/src/b.test.tsx', true, true],
  ['packages/a/test/journey.ts', true, true],
  ['packages/a/src/route-tree.gen.ts', false, false],
  ['packages/testing/src/index.ts', true, false],
  ['README.md', false, false],
])('%s is a source: %s, a test: %s', (path, source, isATest) => {
  expect([isSource(path), isTest(path)]).toEqual([source, isATest])
})

describe('a tool', () => {
  const run = (code: string) => runTool(tmpdir(), { name: 'tool', args: ['-e', code] })

  test('that ends with 0 finds nothing, whatever it prints', async () => {
    expect(await run('console.log("all is well")')).toEqual({ problems: [] })
  })

  test('that ends otherwise has its output as the problem', async () => {
    expect(await run('console.log("a.ts: wrong"); process.exit(2)')).toEqual({ problems: ['a.ts: wrong'] })
    expect(await run('process.exit(2)')).toEqual({ problems: ['it ended with code 2'] })
  })

  test('that prints without end is shown in its first lines', () => {
    const text = describeResult({ name: 'lint', seconds: 1, problems: [Array(100).fill('wrong').join('\n')] })
    expect(text.split('\n')).toHaveLength(62)
    expect(text).toMatch(/^FAILED lint/)
    expect(text).toMatch(/… and 40 more lines$/)
  })
})
