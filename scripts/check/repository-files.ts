// Lists the files of the checkout that git knows or would add, which leaves out what .gitignore names.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Paths relative to the root, with `/`, sorted. */
export function repositoryFiles(root: string): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return [...new Set(output.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path))).sort()
}

export function isSource(path: string): boolean {
  return /\.(?:ts|tsx|mjs)$/.test(path) && !/\.gen\.ts$|\.d\.ts$/.test(path)
}

/** Tests, and what only tests use. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|(?:^|\/)(?:test|testdata|fixtures|faults)\//.test(path)
}
