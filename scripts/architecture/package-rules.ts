// The rules between packages: the allowed graph, no way around the `exports` of another, and no Node where browsers go.
import { isBuiltin } from 'node:module'
import { isTest } from '../check/repository-files.ts'
import type { SourceFile } from './source-file.ts'
import { packageOf, type Violation } from './violation.ts'
import { browserSafePackages, packageImports } from './walls.ts'

export function packageViolations(files: SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const own = packageOf(file.path)
    return own === null ? [] : file.imports.flatMap(({ specifier, target }) => check(file, own, specifier, target))
  })
}

function check(file: SourceFile, own: string, specifier: string, target: string | null): Violation[] {
  if (target !== null) {
    return packageOf(target) === own ? [] : [{ rule: 'package-walls', file: file.path, text: `reaches out of its package by ${specifier}` }]
  }
  const other = specifier.match(/^@mainstay\/([^/]+)/)?.[1]
  if (other !== undefined && other !== own && !mayImport(file.path, own, other)) {
    return [{ rule: 'package-graph', file: file.path, text: `${own} may not import ${specifier}` }]
  }
  // A package's build and tests run on Node whatever it is for.
  if (browserSafePackages.includes(own) && isBuiltin(specifier) && file.path.includes('/src/') && !isTest(file.path)) {
    return [{ rule: 'browser-safe', file: file.path, text: `${own} runs in browsers and may not import ${specifier}` }]
  }
  return []
}

/** Tests and benchmarks may use the builders and real peers of `testing` and the fleet of `simulator` besides. */
function mayImport(path: string, own: string, other: string): boolean {
  if ((packageImports[own] ?? []).includes(other)) return true
  return (other === 'testing' || other === 'simulator') && (isTest(path) || path.includes('/bench/'))
}
