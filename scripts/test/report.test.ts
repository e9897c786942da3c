import { describe, expect, test } from 'vitest'
import { parseTestOptions } from './options.ts'
import { closingLine, countTests, slowestFiles, type VitestReport } from './report.ts'

type File = VitestReport['testResults'][number]

function file(name: string, statuses: string[], more: Partial<File> = {}): File {
  return {
    name,
    status: statuses.includes('failed') ? 'failed' : 'passed',
    message: '',
    startTime: 0,
    endTime: 1000,
    assertionResults: statuses.map((status, index) => ({ status, fullName: `test ${index}` })),
    ...more,
  }
}

describe('the totals', () => {
  const count = (files: File[], exitCode: number | null = 0) => countTests({ testResults: files }, exitCode)

  test('add up over all files', () => {
    expect(count([file('a', ['passed', 'passed']), file('b', ['passed'])])).toEqual({ passed: 3, failed: 0, failures: [] })
  })

  test('name a test that failed', () => {
    expect(count([file('a', ['passed', 'failed'])], 1)).toEqual({ passed: 1, failed: 1, failures: ['a: test 1'] })
  })

  test.each(['skipped', 'pending', 'todo'])('count a test that is %s as failed', (status) => {
    expect(count([file('a', ['passed', status])]).failures).toEqual([`a: test 1 (${status})`])
  })

  test('count a file that broke before its first test, or after its last', () => {
    const broken = { status: 'failed', message: 'Error: no such module\n  at x' }
    expect(count([file('a', [], broken), file('b', ['passed'], broken)], 1)).toMatchObject({ passed: 1, failed: 2 })
    expect(count([file('a', [], broken)], 1).failures).toEqual(['a: Error: no such module'])
  })

  test('count an error that belongs to no test', () => {
    expect(count([file('a', ['passed'])], 1)).toMatchObject({ passed: 1, failed: 1 })
  })

  test.each([0, 1, null])('are a failure when nothing ran at all (exit code %s)', (exitCode) => {
    expect(count([], exitCode)).toMatchObject({ passed: 0, failed: 1 })
  })
})

test('the ten slowest files are told, slowest first', () => {
  const files = Array.from({ length: 12 }, (_, index) => file(`f${index}`, [], { endTime: index * 1000 }))
  const lines = slowestFiles({ testResults: files })
  expect(lines).toHaveLength(10)
  expect(lines[0]).toBe('   11.0 s  f11')
})

test('the closing line has the form that continuous integration reads', () => {
  expect(closingLine({ passed: 12, failed: 0 })).toMatch(/^\d+ passed, \d+ failed$/)
})

describe('the options', () => {
  test.each([
    [[], { corpus: null, filters: [] }],
    [['--corpus', '../corpus'], { corpus: '../corpus', filters: [] }],
    [['packages/kernel', '--corpus=x', 'money'], { corpus: 'x', filters: ['packages/kernel', 'money'] }],
  ])('%j', (args, expected) => {
    expect(parseTestOptions(args)).toEqual(expected)
  })

  test.each([[['--corpsu', 'x']], [['--corpus']]])('%j is refused', (args) => {
    expect(() => parseTestOptions(args)).toThrow(/corp/)
  })
})
