// Runs every static check at the same time and tells of each as soon as it has ended.
import { performance } from 'node:perf_hooks'
import { type Outcome, ownChecks } from './own-checks.ts'
import { runTool, toolsFor } from './tools.ts'

const linesShown = 60

export interface CheckResult extends Outcome {
  name: string
  seconds: number
}

export async function runAllChecks(root: string, tell: (result: CheckResult) => void): Promise<CheckResult[]> {
  const tools = toolsFor(root).map((tool) => timed(tool.name, () => runTool(root, tool), tell))
  const own = Object.entries(ownChecks).map(([name, check]) => timed(name, async () => check(root), tell))
  return Promise.all([...tools, ...own])
}

/** A check that breaks counts as failed, so that it cannot pass for a clean one. */
async function timed(name: string, check: () => Promise<Outcome>, tell: (result: CheckResult) => void): Promise<CheckResult> {
  const start = performance.now()
  const outcome = await check().catch((error: unknown): Outcome => ({ problems: [`the check itself failed: ${String(error)}`] }))
  const result = { ...outcome, name, seconds: (performance.now() - start) / 1000 }
  tell(result)
  return result
}

export function describe({ name, seconds, problems, note }: CheckResult): string {
  const head = `${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(20)} ${seconds.toFixed(1).padStart(5)} s${note === undefined ? '' : `  ${note}`}`
  return [head, ...shortened(problems.join('\n').split('\n')).map((line) => `         ${line}`)].join('\n')
}

/** A broken tool can print thousands of lines; the first say what is wrong. */
function shortened(lines: string[]): string[] {
  if (lines.join('') === '') return []
  return lines.length <= linesShown ? lines : [...lines.slice(0, linesShown), `… and ${lines.length - linesShown} more lines`]
}
