// The static checks that other people's tools make: the command of each, run under the bundled Node.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from './own-checks.ts'

export interface Tool {
  name: string
  args: string[]
}

/** The checks of this checkout; the console has its own types once it has sources. */
export function toolsFor(root: string): Tool[] {
  const bin = (name: string) => join(root, 'node_modules', '.bin', name)
  const consoleHasSources = globSync('packages/console/src/**/*.tsx', { cwd: root }).length > 0
  return [
    { name: 'types', args: [bin('tsc'), '-p', '.'] },
    ...(consoleHasSources ? [{ name: 'types of the console', args: [bin('tsc'), '-p', 'packages/console'] }] : []),
    { name: 'lint', args: [bin('oxlint'), '--deny-warnings'] },
    { name: 'format', args: [bin('biome'), 'format', '.'] },
    { name: 'dead code', args: [bin('knip'), '--no-progress'] },
    { name: 'file names', args: [bin('ls-lint')] },
  ]
}

export function runTool(root: string, tool: Tool): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, tool.args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8')
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', fail)
    child.once('close', (code) => done({ problems: code === 0 ? [] : [output.trim() || `it ended with code ${code}`] }))
  })
}
