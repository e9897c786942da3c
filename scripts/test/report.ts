// Counts what vitest reports, and says it in the lines that close `npm test`.

/** The parts of vitest's JSON report that are read. */
export interface VitestReport {
  testResults: Array<{
    name: string
    status: string
    message: string
    startTime: number
    endTime: number
    assertionResults: Array<{ status: string; fullName: string }>
  }>
}

export interface Totals {
  passed: number
  failed: number
  /** One line for each thing that failed. */
  failures: string[]
}

/**
 * A test that was skipped counts as failed: here a missing peer is an error. A file that broke before its first test counts as one.
 * @param exitCode of vitest, which also tells of errors that belong to no test
 */
export function countTests(report: VitestReport, exitCode: number | null): Totals {
  const totals: Totals = { passed: 0, failed: 0, failures: [] }
  const fail = (text: string) => {
    totals.failed += 1
    totals.failures.push(text)
  }
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') totals.passed += 1
      else fail(`${file.name}: ${test.fullName}${test.status === 'failed' ? '' : ` (${test.status})`}`)
    }
    if (file.status === 'failed' && file.assertionResults.every(({ status }) => status === 'passed'))
      fail(`${file.name}: ${firstLine(file.message)}`)
  }
  if (exitCode !== 0 && totals.failed === 0) fail('vitest ended with an error outside of the tests: see above')
  if (totals.passed + totals.failed === 0) fail('no test was found')
  return totals
}

/** The ten files that took longest, slowest first. */
export function slowestFiles(report: VitestReport): string[] {
  return report.testResults
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 10)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`)
}

/** The last line, which stands alone. */
export function closingLine(totals: Pick<Totals, 'passed' | 'failed'>): string {
  return `${totals.passed} passed, ${totals.failed} failed`
}

function firstLine(text: string): string {
  return text.split('\n')[0] || 'the file could not be run'
}
