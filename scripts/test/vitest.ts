// Runs vitest over the checkout in a process group of its own, within a time limit.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { VitestReport } from './report.ts'

export interface VitestRun {
  report: VitestReport
  exitCode: number | null
}

/**
 * @param filters parts of the names of test files
 * @param env what the tests find in their environment besides
 * @param limit in milliseconds; what still runs then is ended, and the run counts as failed
 */
export async function runVitest(root: string, filters: string[], env: Record<string, string>, limit: number): Promise<VitestRun> {
  const output = join(root, '.cache', 'test', 'vitest.json')
  mkdirSync(dirname(output), { recursive: true })
  rmSync(output, { force: true })
  const args = [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${output}`,
    ...filters,
  ]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, CI: 'true', ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  })
  // The group holds vitest's workers and whatever programs the tests have started.
  const stop = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  }
  const timer = setTimeout(() => {
    console.log(`The tests were ended after ${Math.round(limit / 60_000)} minutes`)
    stop('SIGKILL')
  }, limit)
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const exitCode = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done))
  clearTimeout(timer)
  process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop)
  return { report: readReport(root, output), exitCode }
}

/** Without a report, as after a crash, nothing has passed. */
function readReport(root: string, file: string): VitestReport {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
    return { testResults: report.testResults.map((result) => ({ ...result, name: relative(root, result.name) })) }
  } catch {
    return { testResults: [] }
  }
}
