/** The restic repository of a scenario: a point before its first step and one after each. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeTree, type Scenario } from './scenarios.ts'

export function repositoryOf({ name, steps }: Scenario, base: string, password: string): string {
  const folder = join(base, name)
  const repository = join(base, `${name} repository`)
  mkdirSync(folder)
  makeTree(folder)
  const restic = (...args: string[]) =>
    execFileSync('restic', ['-q', '--repo', repository, '--password-file', password, '--no-cache', ...args], { stdio: 'pipe' })
  restic('init')
  for (const [day, step] of [() => {}, ...steps].entries()) {
    step(folder)
    restic('backup', '--host', 'files', '--time', `2026-11-${String(day + 1).padStart(2, '0')} 20:00:00`, folder)
  }
  rmSync(folder, { recursive: true })
  return repository
}
