// `npm test`: every static check, then every test; closes with the line "N passed, N failed" and exits 0 or 1.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { describe, runAllChecks } from '../check/all-checks.ts'
import { parseTestOptions, type TestOptions } from './options.ts'
import { closingLine, countTests, slowestFiles } from './report.ts'
import { runVitest } from './vitest.ts'

const root = join(import.meta.dirname, '..', '..')
const limit = 25 * 60_000

const options = readOptions()
const corpus = options.corpus === null ? {} : { CORPUS_DIR: resolve(options.corpus) }

const checks = await runAllChecks(root, (result) => console.log(describe(result)))
const failedChecks = checks.filter(({ problems }) => problems.length > 0).map(({ name }) => `the check "${name}"`)
const { report, exitCode } = await runVitest(root, options.filters, corpus, limit - performance.now())
const tests = countTests(report, exitCode)
const failed = failedChecks.length + tests.failed

console.log(`\nSlowest test files:\n${slowestFiles(report).join('\n')}`)
if (failed > 0) console.log(`\nFailed:\n${[...failedChecks, ...tests.failures].map((line) => `  ${line}`).join('\n')}`)
console.log(`\nAfter ${Math.round(performance.now() / 1000)} s, checks included:`)
console.log(closingLine({ passed: checks.length - failedChecks.length + tests.passed, failed }))
process.exitCode = failed === 0 ? 0 : 1

function readOptions(): TestOptions {
  try {
    const read = parseTestOptions(process.argv.slice(2))
    if (read.corpus === null || existsSync(read.corpus)) return read
    console.error(`npm test: the folder ${read.corpus} does not exist`)
  } catch (error) {
    console.error(`npm test: ${error instanceof Error ? error.message : String(error)}`)
  }
  process.exit(64)
}
