// The rule that a domain does no I/O: neither it nor any file it reaches imports Node or a package that might.
import type { SourceFile } from './source-file.ts'
import { sliceOf, type Violation } from './violation.ts'
import { purePackages } from './walls.ts'

export function purityViolations(files: SourceFile[]): Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return files.filter(({ path }) => isDomain(path)).flatMap((domain) => impuritiesOf(domain, byPath))
}

function isDomain(path: string): boolean {
  return sliceOf(path) !== null && /\/slices\/[^/]+\/domain(?:\.ts|\/(?!.*\.test\.ts).*\.ts)$/.test(path)
}

function impuritiesOf(domain: SourceFile, byPath: Map<string, SourceFile>): Violation[] {
  const seen = new Set<string>()
  const queue = [domain]
  const found: Violation[] = []
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (seen.has(file.path)) continue
    seen.add(file.path)
    for (const { specifier, target, typeOnly } of file.imports) {
      if (typeOnly) continue
      const next = target === null ? undefined : byPath.get(target)
      if (next !== undefined) queue.push(next)
      else if (target === null && !purePackages.some((name) => specifier === name || specifier.startsWith(`${name}/`))) {
        found.push({ rule: 'pure-domain', file: domain.path, text: `reaches ${specifier}${file === domain ? '' : ` by ${file.path}`}` })
      }
    }
  }
  return found
}
