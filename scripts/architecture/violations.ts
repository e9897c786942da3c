// Applies every rule of the architecture to a checkout.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSource, repositoryFiles } from '../check/repository-files.ts'
import { packageViolations } from './package-rules.ts'
import { purityViolations } from './purity-rules.ts'
import { sliceViolations } from './slice-rules.ts'
import { readSourceFile } from './source-file.ts'
import { tableViolations } from './table-rules.ts'
import type { Violation } from './violation.ts'

export function architectureViolations(root: string): Violation[] {
  const paths = repositoryFiles(root)
  const files = paths
    .filter((path) => path.startsWith('packages/') && isSource(path))
    .map((path) => readSourceFile(path, readFileSync(join(root, path), 'utf8')))
  return [
    ...packageViolations(files),
    ...sliceViolations(files, paths, serverEntries(root, paths)),
    ...purityViolations(files),
    ...tableViolations(files),
  ]
}

/** The files that the server's package.json offers to other packages. */
function serverEntries(root: string, paths: string[]): string[] {
  const manifest = 'packages/server/package.json'
  if (!paths.includes(manifest)) return []
  const { exports = {} } = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as { exports?: Record<string, string> }
  return Object.values(exports).map((path) => join('packages/server', path))
}
